"""The invented people of the demo, and as many generated ones as somebody wants to try goodtalk with."""
