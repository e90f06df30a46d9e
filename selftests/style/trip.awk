# SPDX-License-Identifier: GPL-2.0
#
# The round trip as the sources mark it. Prints, tab-separated:
#
#	step TAG FILE FIRST LAST TITLE	the code of a step
#	stop FILE FUNCTION FIRST LAST	a function that the trip goes through
#
# A step starts at its tag, /* [E4] into the stub */, and lasts until the next
# tag, "/* tour: end */" or the end of the function. Code on the trip that is
# no step lies between "/* tour: begin TITLE */" and "/* tour: end */".

function end_step() {
	if (tag != "")
		print "step", tag, FILENAME, first, FNR - 1, title
	tag = ""
}

function end_function() {
	end_step()
	if (on_trip)
		print "stop", FILENAME, name, start, FNR
	name = ""
	on_trip = 0
}

# comment_after(MARK): what the comment says after its mark.
function comment_after(mark,    text) {
	text = substr($0, index($0, mark) + length(mark))
	sub(/\*\/.*/, "", text)
	gsub(/^[ \t]+|[ \t]+$/, "", text)
	return text
}

BEGIN { OFS = "\t" }

FNR == 1 {
	tag = name = ""
	on_trip = 0
}

# In C a function's name is on the last line that starts in column 0 before
# its brace; in assembly the macros say it.
/^[A-Za-z_].*\(/ && !/^SYM_/ && !/;[ \t]*$/ && name == "" {
	candidate = $0
	sub(/\(.*/, "", candidate)
	sub(/.*[ \t*]/, "", candidate)
	candidate_line = FNR
}
/^\{/ {
	name = candidate
	start = candidate_line
}
/^SYM_(FUNC|CODE)_START/ {
	name = $0
	gsub(/.*\(|[,)].*/, "", name)
	start = FNR
}

/\/\* \[[EX][1-6]\]/ {
	end_step()
	match($0, /\[[EX][1-6]\]/)
	tag = substr($0, RSTART + 1, 2)
	title = comment_after("]")
	first = FNR
	on_trip = 1
}
/\/\* tour: begin/ {
	end_step()
	tag = "--"
	title = comment_after("begin")
	first = FNR
	on_trip = 1
}
/\/\* tour: end/ {
	end_step()
}

/^\}/ || /^SYM_(FUNC|CODE)_END/ {
	end_function()
}
