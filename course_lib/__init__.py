"""The helper library of a course on Siamese networks. Lessons write each idea by hand once and import it ever after.

by_hand      the NumPy engine of lessons 01 to 04c, every backward pass written out
data         picture sets in one typed record; splits by picture and by class
arrays       what callers give, as an array or refused by name
distances    one convention for losses, metrics and search
labels       which pictures are of one class: what a label may be
attention    channel gates, a spatial gate, channel mixing   } Keras 3, keras.ops only
models       encoders, SPRN, heads, distance nets            }
losses       margins, mining, similarity, hashing and more   }
tensors      what attention, losses and models share         }
training     one call that trains and resumes; batches, Muon
evaluation   scores, thresholds, baselines, saliency: how good is it?
search       the index
store        the same in a database, for several programs at once
plots        every figure, with its alternative text
widgets      controls above a figure
exercises    attempt, checks, progress
report       the runs of a study, their table, and an article about them
recipes      the trainings that the course ships: products, photos, characters
app          the search, as a command and as a page

authoring    sources to notebooks; never imported by a lesson
book         an HTML site of the lessons as they ran
classroom    notebooks to hand out, marks for those that come back
cli          the commands of `python -m course_lib`
machine      files, processes, the virtual environment
paths        where the course and its data lie
settings     what the environment variables say
errors       what is said when an argument does not fit
"""

from course_lib.machine.quiet import fill_closed_streams, no_greeting
from course_lib.machine.threads import one_thread_for_matrices

fill_closed_streams()
no_greeting()
one_thread_for_matrices()
