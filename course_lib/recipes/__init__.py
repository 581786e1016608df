"""The trainings whose results the course ships or states: data, settings, weights.

products       the image search of lessons 00, 15 and 16
photos         its longer training
characters     the reader of lesson 14
measurements   what bench/ measured; loads no network library
"""
