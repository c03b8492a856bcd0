"""Measures how well the product's own search finds, on sets where somebody has said what answers what."""
