"""The networks of lessons 01 to 04 and 10 written by hand: NumPy only, float64, every backward pass written out.

gradient_checks         `checked`: argument shapes by letters; `numerical_gradient`: the oracle of every derivative
layers         a dense layer and its activations, each with its slope
losses         distances, and the losses of a batch of pairs or triplets
normalisation  unit length, batch norm
normed         a branch with a norm in every hidden layer
optimizers     five ways to turn a gradient into a step
twins          one branch forward and backward, two branches, plain gradient descent
training       any loss with any optimizer

Parameters are a dict of arrays, {"W1": (i, h), "b1": (h,), "W2": ..., ...}; gradients are a dict with the same keys.
"""
