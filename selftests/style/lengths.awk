# SPDX-License-Identifier: GPL-2.0
#
# Small rooms: complain of files and functions over their ceiling. Data tables
# are exempt where "/* style: long, REASON */" stands in the file (for the
# file) or in the function (for the function).

function ceiling(file) {
	if (file ~ /\.c$/)
		return 400
	return file ~ /\.h$/ ? 250 : 150
}

function end_file() {
	if (file != "" && lines > ceiling(file) && !file_exempt)
		print file ": " lines " lines (at most " ceiling(file) ")"
}

FNR == 1 {
	end_file()
	file = FILENAME
	file_exempt = start = 0
	# The run loop may be a little longer.
	longest = file ~ /\/run\.c$/ ? 70 : 60
}

{ lines = FNR }

/\/\* style: long, .+\*\// {
	if (start)
		exempt = 1
	else
		file_exempt = 1
}

/^\{/ {
	start = FNR
	exempt = 0
}

/^\}/ && start {
	if (FNR - start + 1 > longest && !exempt)
		print file ":" start ": function of " FNR - start + 1 \
			" lines (at most " longest ")"
	start = 0
}

END { end_file() }
