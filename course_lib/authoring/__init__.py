"""From sources to notebooks, for those who write lessons; a lesson never imports it.

source              reads a lesson's source
rules, exercise_rules, figure_rules, rerun_rules, code_match   refuse what a source may not hold
sections            from which headings a lesson can be begun; names says what a statement reads and binds
builder, lesson_map, links          write the notebooks and the tables of the README files; teaching those of the guide
claims, registry    what is on trial, and where
kernel, gate        run a notebook and judge what it shows; one_run and twice make the notebooks that a test runs
sample_answers      reads answers that a learner might give; trying tries them, answer_counts counts
light_run           runs lessons 01 to 05 with the library alone
colab_copies        what Google Colab opens, by the address in repository; colab_run runs it, lost_cells judges
routes              on which ways each lesson runs, as the tests found
cost_recorder       runs lessons, writes their minutes and memory; lesson_costs reads and words them
small_machine       one core, 2 GB and JupyterLab's server, as Binder lends them
band_tables         runs lessons with five seeds, writes the bands; band_recorder is one such run
readme_figures      the pictures of the README
"""
