"""The helper library of a course on Siamese networks. Lessons write each idea by hand once and import it ever after.

data          picture sets in one typed record; splits by image and by class
by_hand       the NumPy engine of lessons 01 to 04, every backward pass written out
batches       P classes x K pictures
distances     one convention for losses, metrics and search
attention     channel gates, a spatial gate, channel mixing   } Keras 3, keras.ops only
models        encoders, SPRN, heads, distance nets            }
losses        margins, mining, similarity, hashing and more   }
tensors       what losses and models share                    }
training      one call that trains, resumes and embeds        }
checkpoints   its state in a file                             }
metrics       ranks and labels in, scores out
search        the index
store         the same in a database, for several programs at once
fingerprint   which network made these embeddings
hashing       embeddings as bits, Hamming distance
spectrum      how many dimensions embeddings use
baselines     descriptions that need no learning
thresholds    when is near near enough
threshold_cost   the same by what misses and false alarms cost
open_set      a search whose query may not be in the gallery
one_shot      20 characters, one drawing of each: score, runs, baselines
saliency      why did it match: what happens when a patch is hidden
case_study    the image search of lessons 00 and 15
picture_search   the same from the command line
plain_network    a trained network in NumPy alone
page             the search page, as a widget and on the web
plots         every figure, with its alternative text
widgets       controls above a figure
exercises     attempt, checks, progress
computer      what this machine offers

environment, chromium, processes, steps, lock, commands       the command line, `python -m course_lib`
build                                                         sources to notebooks; never imported by a lesson
errors, files, progress_file, quiet, threads, verdicts        small helpers of the above
"""

from course_lib.quiet import no_greeting
from course_lib.threads import one_thread_for_matrices

no_greeting()
one_thread_for_matrices()
