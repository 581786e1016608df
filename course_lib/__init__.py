"""siamese-course."""
