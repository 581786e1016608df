"""How good is it? Scores, thresholds, baselines, and why a picture was found. NumPy, SciPy and scikit-learn only.

metrics             ranks and labels in, scores out
retrieval           the same for the pictures of a set
across_sizes        the same pictures at several sizes
pair_checks         what those below ask of their distances
thresholds          when is near near enough
certainty           how far a score would move with other pictures or other writers
comparison          two methods in the same runs, several comparisons at once
threshold_cost      the same by what misses and false alarms cost
open_set            a search whose query may not be in the gallery
spectrum            how many dimensions embeddings use
saliency            why did it match: what happens when a patch is hidden
baselines           descriptions that need no learning
one_shot            runs of 20 characters: distances in, error out
drawing_baselines   distances of drawings that need no learning
summary             several runs in a few words
growth              a large gallery from a small one, to measure an index with
"""
