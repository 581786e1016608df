"""The book: an HTML site made from the lessons as they ran. Never imported by a lesson."""
