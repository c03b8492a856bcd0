"""The coach against a real, very small language model on this machine; `make test-model` installs it."""
