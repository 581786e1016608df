"""Training an encoder: one call that trains, resumes and tells how far it is.

loop         `train`
muon         an optimiser that gives every direction of a matrix the same say
batches      P classes x K pictures
checkpoint   its state in a file
"""

from course_lib.training.batches import CutMixBatches, PKBatches, pk_batch
from course_lib.training.loop import train
from course_lib.training.muon import Muon

__all__ = ["CutMixBatches", "Muon", "PKBatches", "pk_batch", "train"]
