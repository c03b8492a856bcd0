"""How fast a brief is read and a note is written: goodtalk beside a bare endpoint that answers the same, in the same run."""
