"""The doors that stay open: operations over a WebSocket, and as server-sent events."""
