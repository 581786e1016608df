"""The trainings whose results the course ships or states: data, settings, weights.

recipe         what they have in common: data, network, training, epochs, the file of the weights
products       the image search of lessons 00, 15 and 16: short trainings, and which encoders come with the course
photos         its longer training
further        from ImageNet's weights: a linear head in seconds, a training in minutes
characters     the reader of lesson 14
reading_task   how it is judged: alphabets that it never saw, its errors
strategies     lesson 12: the pictures, the methods and what is tuned
trials         many short trainings of one method through one graph
measurements   what bench/ measured; loads no network library
"""
