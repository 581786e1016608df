"""This computer: files, processes, the virtual environment. A learner never reads it.

files               one replacement of a file, one lock
array_file          arrays with facts in one file
processes           hand over, take turns, end a whole tree
environment         the virtual environments of the command line
installation        what is installed into one
requirements_lock   requirements.lock: exact versions with hashes
chromium            the browser of the tests
quiet, threads      what is set before TensorFlow and NumPy start
computer            what this machine offers; memory and cores are fewer in a container
confined            starts a program on a smaller machine
"""
