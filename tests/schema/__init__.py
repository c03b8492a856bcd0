"""The nouns and how they are read: what a document answers, whoever asks and however it is written."""
