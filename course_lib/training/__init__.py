"""Training an encoder: one call that trains, resumes and tells how far it is.

loop           `train`
learning_rate  of each step: it rises, then falls along half a cosine
muon           an optimiser that gives every direction of a matrix the same say
batches        P classes x K pictures
two_views      two views of each picture, no labels
few_label_batches  few labelled pictures and many others
progress       one line: steps, time left, loss
checkpoint     the state in a file, from which the same call goes on

training_key   when are two calls the same? a name for all that decides the result, of
layer_graph    models with their connections,
canonical      values of any kind, and
code_parts     code
"""

from course_lib.training.batches import CutMixBatches, PKBatches, pk_batch
from course_lib.training.few_label_batches import FewLabelBatches
from course_lib.training.loop import train
from course_lib.training.muon import Muon
from course_lib.training.two_views import TwoViews, views

__all__ = ["CutMixBatches", "FewLabelBatches", "Muon", "PKBatches", "TwoViews", "pk_batch", "train", "views"]
