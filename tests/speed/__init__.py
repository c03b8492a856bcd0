"""How fast a brief is read: goodtalk beside a bare endpoint that answers the same, in the same run."""
