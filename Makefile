# SPDX-License-Identifier: GPL-2.0
#
# airlock's own entry points. The module's object lists are in Kbuild.

# The kernel to build for; ARCH= and CROSS_COMPILE= are passed on to kbuild.
KDIR ?= /lib/modules/$(shell uname -r)/build
# Where to build; the default is in place, as kbuild does.
O ?=
# It is ours: make would hand it on to kbuild, where it means another thing.
MAKEOVERRIDES := $(filter-out O=%,$(MAKEOVERRIDES))

HOSTS := selftests/hosts

all: module launcher

help:
	@echo 'make            build airlock.ko for KDIR and the launcher'
	@echo 'make demo       boot a Linux guest under airlock on an emulated host'
	@echo 'make check      everything that can be checked without VT-x'
	@echo 'make bench      the cost of a round trip, beside what KVM takes'
	@echo 'make style      checkpatch, sparse, W=1, clang-format, shellcheck, lengths'
	@echo 'make tour       the round trip through the two doors, with its code'
	@echo 'make clean      remove what was built (not the cache)'
	@echo
	@echo 'KDIR=DIR        kernel build tree (default: of the running kernel)'
	@echo 'O=DIR           build the module in DIR instead of in place'
	@echo 'ARCH= CROSS_COMPILE= W=1 C=2   as in kbuild; ARCH=arm64 chooses the'
	@echo '                emulated host of demo and bench as well'

module:
	@test -e $(KDIR)/Makefile || { \
		echo 'No kernel build tree at $(KDIR).'; \
		echo 'Install the headers of your kernel, or name a tree by KDIR='; \
		exit 1; }
	@$(if $(O),$(HOSTS)/farm.sh $(O))
	$(MAKE) -C $(KDIR) M=$(abspath $(if $(O),$(O),.)) modules

launcher:
	$(MAKE) -C launcher

demo:
	@selftests/demo.sh

check:
	@selftests/check/run.sh

bench:
	@selftests/bench.sh

style:
	@selftests/style/style.sh

tour:
	@selftests/style/tour.sh

clean:
	@test ! -e $(KDIR)/Makefile || $(MAKE) -C $(KDIR) M=$(CURDIR) clean
	$(MAKE) -C launcher clean
	rm -rf build

.PHONY: all help module launcher demo check bench style tour clean
