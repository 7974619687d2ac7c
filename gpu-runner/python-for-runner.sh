# Read by setup.sh and test.sh: says which Python makes virtual environments, and makes them.

# Prints a Python of 3.11 or later that can make one. `fail` of the caller is told what is missing.
python_for_runner() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$candidate" -c 'import ensurepip, venv' 2>/dev/null ||
                fail "$candidate has no venv; install it (Debian: apt-get install python3-venv)"
            echo "$candidate"
            return
        fi
    done
    fail "there is no Python 3.11 or later; install one, or name it with PYTHON="
}

# make_venv FOLDER STAMP: an empty environment, unless the one in FOLDER was made with the same STAMP.
# Answers whether packages have to be installed. The caller writes the stamp when they are.
make_venv() {
    if [ -x "$1/bin/python" ] && [ "$(cat "$1/stamp" 2>/dev/null)" = "$2" ] && "$1/bin/python" -c '' 2>/dev/null; then
        return 1
    fi
    rm -rf "$1"
    "$python" -m venv "$1" || fail "$python could not make $1, see above"
}
