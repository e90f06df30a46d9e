#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kvm-root.sh ARCH DIR: put the host kernel's own KVM into a root, with the
# command `load-kvm`, so that a payload can be measured on /dev/kvm too.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

arch=$1
dir=$2
mkdir -p "$dir/usr/bin"
if [ "$arch" = arm64 ]; then
	# Built in: it is there or it is not, by the kernel's command line.
	printf '#!/bin/sh\n[ -c /dev/kvm ]\n' >"$dir/usr/bin/load-kvm"
	chmod +x "$dir/usr/bin/load-kvm"
	exit
fi
mkdir -p "$dir/lib/kvm"
modules=$("$here/kernel.sh" "$arch" modules)
for module in virt/lib/irqbypass arch/x86/kvm/kvm arch/x86/kvm/kvm-intel; do
	xz -dc "$modules/kernel/$module.ko.xz" >"$dir/lib/kvm/${module##*/}.ko"
done
# Bochs refuses the posted-interrupt descriptors of KVM: no APICv.
cat >"$dir/usr/bin/load-kvm" <<'END'
#!/bin/sh
insmod /lib/kvm/irqbypass.ko &&
insmod /lib/kvm/kvm.ko &&
insmod /lib/kvm/kvm-intel.ko enable_apicv=0 "$@"
END
chmod +x "$dir/usr/bin/load-kvm"
