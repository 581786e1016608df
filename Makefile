# Every target is one line. Without make, call the same: python -m course_lib lab
PYTHON ?= python3
DATA ?= groceries
QUERY ?=
FOLDER ?= submissions
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help lab test test-backends test-cluster test-classroom test-book test-light test-lite test-colab test-oldest test-newest notebooks book lite colab search duplicates app train export one-shot measure bench sizes answers bands weights classroom grade pictures lint lock

help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):  ## /  make \1: /p' Makefile

lab:  ## open the course in JupyterLab (ARGS="--no-browser --port 8890")
	$(PYTHON) -m course_lib lab $(ARGS)

test:  ## run all tests (ARGS="--only unit" for one step)
	$(PYTHON) -m course_lib test $(ARGS)

test-backends:  ## run the library's tests on JAX and PyTorch, in .venv-backends (ARGS="--only jax" for one)
	$(PYTHON) -m course_lib test-backends $(ARGS)

test-cluster:  ## run the store's tests on a coordinator with three shards, set up in data/cache/cluster (as root)
	$(PYTHON) -m course_lib test-cluster $(ARGS)

test-classroom:  ## run the classroom's notebooks through nbgrader, in .venv-classroom
	$(PYTHON) -m course_lib test-classroom $(ARGS)

test-book:  ## build the book, and read every page of it in a browser (ARGS="--only pages" for the second step)
	$(PYTHON) -m course_lib test-book $(ARGS)

test-light:  ## run lessons 01 to 05 with the library alone, without TensorFlow, in .venv-light
	$(PYTHON) -m course_lib test-light $(ARGS)

test-colab:  ## run all lessons with the versions of Google Colab, in .venv-colab (ARGS="-- 02_losses" for one)
	$(PYTHON) -m course_lib test-colab $(ARGS)

test-oldest:  ## run unit tests and lessons with the lowest versions allowed, in .venv-oldest (PYTHON=python3.10)
	$(PYTHON) -m course_lib test-oldest $(ARGS)

test-newest:  ## run unit tests and lessons with the highest versions allowed, in .venv-newest (PYTHON=python3.13)
	$(PYTHON) -m course_lib test-newest $(ARGS)

test-lite:  ## build the site of lessons that run in a browser, and run lessons in it, in Chromium
	$(PYTHON) -m course_lib test-lite $(ARGS)

notebooks:  ## build the notebooks from notebooks/source (ARGS="--check" or ARGS="--missing")
	$(PYTHON) -m course_lib notebooks $(ARGS)

book:  ## build the book, an HTML site of the lessons as they ran, in build/book/html (needs npm)
	$(PYTHON) -m course_lib book $(ARGS)

colab:  ## write the copies of the lessons that Google Colab opens, into build/colab
	$(PYTHON) -m course_lib colab $(ARGS)

lite:  ## build the site of lessons that run in a browser, in build/lite/html (ARGS="--own-pyodide" to ask nobody else)
	$(PYTHON) -m course_lib lite $(ARGS)

search:  ## find the pictures most like yours: make search DATA=groceries QUERY=my.jpg
	$(PYTHON) -m course_lib search --data "$(DATA)" --query "$(QUERY)" $(ARGS)

duplicates:  ## find the copies among your photos: make duplicates DATA=my_photos
	$(PYTHON) -m course_lib duplicates --data "$(DATA)" $(ARGS)

app:  ## open the search page, a web page on this machine (ARGS="--data groceries")
	$(PYTHON) -m course_lib app $(ARGS)

export:  ## write a network as ONNX or LiteRT (ARGS="--network groceries --out groceries.onnx")
	$(PYTHON) -m course_lib export $(ARGS)

train:  ## train a network on class folders of your own: make train DATA=my_folder (ARGS="--epochs 0" for seconds)
	$(PYTHON) -m course_lib train --data "$(DATA)" $(ARGS)

one-shot:  ## read alphabets never seen: train on small 1 and small 2, print both errors (ARGS="small1 --seed 1")
	$(PYTHON) -m course_lib one-shot $(ARGS)

measure:  ## run the lessons, on all cores and as on Binder, and write their minutes and memory
	$(PYTHON) -m course_lib measure $(ARGS)

bench:  ## measure what needs hours or a clock, a table of each in bench/ (ARGS="peer index" for two of them)
	$(PYTHON) -m course_lib bench $(ARGS)

sizes:  ## count words, lines of code and a learner's minutes of the lessons (ARGS="--at v0.1.0")
	$(PYTHON) -m course_lib sizes $(ARGS)

answers:  ## try right and wrong answers on the checks of the exercises (ARGS="02_losses --all")
	$(PYTHON) -m course_lib answers $(ARGS)

bands:  ## run the lessons with five seeds, write the band of every number: make bands ARGS="02_losses"
	$(PYTHON) -m course_lib bands $(ARGS)

weights:  ## train the shipped weights again
	$(PYTHON) -m course_lib weights $(ARGS)

classroom:  ## write what teachers hand out, and assignments for nbgrader (ARGS="02_losses --out my_class")
	$(PYTHON) -m course_lib classroom $(ARGS)

grade:  ## grade what a class handed in: make grade FOLDER=submissions (ARGS="--lesson 02_losses")
	$(PYTHON) -m course_lib grade "$(FOLDER)" $(ARGS)

pictures:  ## draw the pictures of the README again
	$(PYTHON) -m course_lib pictures

lint:  ## check style, format, types, workflows and spelling
	$(PYTHON) -m course_lib lint

lock:  ## write requirements.lock from what is installed
	$(PYTHON) -m course_lib lock
