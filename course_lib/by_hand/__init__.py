"""The networks of lessons 01 to 04 and 10 written by hand: NumPy only, float64, every backward pass written out.

gradient_checks      `checked`: argument shapes by letters; `numerical_gradient`: the oracle of every derivative
layers               a dense layer and its activations, each with its slope
losses               distances, and the losses of a batch of pairs or triplets
unit_length          embeddings of length 1
normalisation        features centred and standardised, batch norm
normed               a branch with a norm in every hidden layer
optimizers           five ways to turn a gradient into a step
optimizer_constants  which of their constants are allowed
twins                one branch forward and backward, two branches on a pair
twin_training        pairs to train them on, plain gradient descent
training             any loss with any optimizer
classifier           softmax, cross-entropy and a classifier, plain or on the unit sphere
paired               the small network that lesson 05 trains in one call and then tests

Parameters are a dict of arrays, {"W1": (i, h), "b1": (h,), "W2": ..., ...}; gradients are a dict with the same keys.
"""
