/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A GICv3 as a state machine: what is pending where, what the registers say,
 * what goes into the list registers and what comes back. Plain C on memory; it
 * takes no lock, and KUnit drives it. vgic.c connects it.
 *
 * Interrupts are kept in banks of 32, the way the registers have them: one bank
 * of SGIs and PPIs for each vCPU, and the SPIs' banks of the VM.
 *
 * Lock tags:
 *
 *   [c] constant once the GIC is initialised
 *   [p] cpu->lock
 *   [d] gic->lock
 *   [b] cpu->lock in a vCPU's own bank, gic->lock in an SPI bank
 *   [v] the vCPU's thread, or an ioctl while the vCPU does not run
 *   [a] atomic
 *
 * gic->lock is taken before cpu->lock.
 */
#ifndef AIRLOCK_GIC_TYPES_H
#define AIRLOCK_GIC_TYPES_H

#include <linux/bits.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define GIC_BANK_IRQS		32
#define GIC_MAX_BANKS		32
#define GIC_MAX_IRQS		1020
#define GIC_MAX_LRS		16
#define GIC_FIRST_PPI		16
#define GIC_FIRST_SPI		32
/* Five bits of priority, as most hardware has. */
#define GIC_PRIO_MASK		0xf8

/* Who may drive a line: AIRLOCK_IRQ_SOURCE_*, and the timers in the PIT's place. */
#define GIC_SOURCES		4
#define GIC_SOURCE_TIMER	2

/* GICD_CTLR, as a GIC with a single security state has it. */
#define GICD_CTLR_GRP0		BIT(0)
#define GICD_CTLR_GRP1		BIT(1)
#define GICD_CTLR_ARE		BIT(4)
#define GICD_CTLR_DS		BIT(6)

#define GIC_NOBODY		0xffff

struct arm64_vgic;
struct arm64_vgic_cpu;

/**
 * struct gic_bank - 32 interrupts; each word has one bit for each.
 * @group: in group 1
 * @enabled: GICD_ISENABLER
 * @edge: edge-triggered
 * @latch: pending until taken: an edge came, or GICD_ISPENDR was written
 * @active: taken and not deactivated; of those in a list register, the last
 *	that is known
 * @line: inputs that are up, by who drives them
 * @forwarded: a host interrupt of the same life is deactivated with it
 * @listened: somebody wants to know when a level interrupt ends
 * @inflight: in a list register of some vCPU
 * @given: in it as pending
 * @pend_written: in it, and its pending state written since
 * @act_written: in it, and its active state written since
 * @wanted: would be taken as far as its bank can tell, when last looked at
 * @cand: may need a list register, when last looked at
 * @prio: GICD_IPRIORITYR
 */
struct gic_bank {
	u32 group;
	u32 enabled;
	u32 edge;
	u32 latch;
	u32 active;
	u32 line[GIC_SOURCES];
	u32 forwarded;
	u32 listened;
	u32 inflight;
	u32 given;
	u32 pend_written;
	u32 act_written;
	u32 wanted;
	u32 cand;
	u8 prio[GIC_BANK_IRQS];
};

/**
 * struct gic_spis - a bank of SPIs and where they go.
 * @bank: their state [d]
 * @route: GICD_IROUTER, as Aff3 to Aff0 in four bytes [d]
 * @target: id of the vCPU that @route names, or GIC_NOBODY [d]
 * @home: id of the vCPU that has to take it. It is @target unless the interrupt
 *	is active or in a list register already [d]
 */
struct gic_spis {
	struct gic_bank bank;
	u32 route[GIC_BANK_IRQS];
	u16 target[GIC_BANK_IRQS];
	u16 home[GIC_BANK_IRQS];
};

/**
 * struct arm64_vgic_cpu - the GIC of one vCPU.
 * @lr: ICH_LR<n>_EL2: @used of them are loaded before a trip and saved after [v]
 * @hcr: ICH_HCR_EL2 [v]
 * @base: what @hcr is if nothing is asked of the list registers [v]
 * @vmcr: ICH_VMCR_EL2; live in the CPU in the guest context [v]
 * @ap0r: ICH_AP0R<n>_EL2, likewise [v]
 * @ap1r: ICH_AP1R<n>_EL2, likewise [v]
 * @used: list registers in use. 0: nothing to load, to save or to fold back [v]
 * @nr_aprs: how many of each of @ap0r and @ap1r the CPU has [c]
 * @special: @hcr goes into the CPU with the list registers, and comes back with
 *	@vmcr [v]
 * @watched: it is not known yet whether EOI deactivates: see dir.c [v]
 * @eoimode: it does not, when last looked at [v]
 * @spilled: an active interrupt has found no list register [v]
 * @gic: of the VM, or NULL as long as it has none that is initialised [c]
 * @id: of the vCPU [c]
 * @number: how many vCPUs were made before it [c]
 * @aff: its affinity, Aff3 to Aff0 in four bytes [c]
 * @lock: what is [p]; taken in any context
 * @ready: banks that have a candidate for this vCPU, a bit for each, and
 *	GIC_READY_HOST [a]
 * @cand: the candidates; those of SPIs are [d], of the own bank [p]
 * @own: SGIs and PPIs [p]
 * @host_active: which of those are active in the host's GIC, on this CPU [v]
 * @host_intid: what the host's GIC calls those of @own.forwarded [c]
 * @spi_inflight: an SPI is in a list register [v]
 * @picked: for gic_fill(): what goes into the list registers [v]
 * @touched: for gic_fold(): what came out of them, by bank [v]
 * @nr_ended: how many there are in @ended [v]
 * @ended: level SPIs that the guest has ended, and somebody listens [v]
 */
struct arm64_vgic_cpu {
	u64 lr[GIC_MAX_LRS];
	u64 hcr;
	u64 base;
	u64 vmcr;
	u64 ap0r[4];
	u64 ap1r[4];
	u8 used;
	u8 nr_aprs;
	bool special;
	bool watched;
	bool eoimode;
	bool spilled;

	struct arm64_vgic *gic;
	u16 id;
	u16 number;
	u32 aff;
	raw_spinlock_t lock;	/* see above */
	unsigned long ready;
	u32 cand[GIC_MAX_BANKS];
	struct gic_bank own;
	u32 host_active;
	u8 host_intid[GIC_BANK_IRQS];
	bool spi_inflight;
	u16 picked[GIC_MAX_LRS];
	u32 touched[GIC_MAX_BANKS];
	u8 nr_ended;
	u16 ended[GIC_MAX_LRS];
};

/* In @ready: what the host's GIC holds active is to be looked at. */
#define GIC_READY_HOST		63

/**
 * struct gic_host - what the CPUs offer.
 * @nr_lrs: how many list registers.
 * @pribits: how many bits a priority has.
 * @nr_aprs: how many registers of active priorities each group has.
 * @has_tdir: ICC_DIR_EL1 can be trapped alone.
 * @free_tdir: ... and that may stay so while the host runs.
 * @vtr: ICH_VTR_EL2.
 */
struct gic_host {
	u8 nr_lrs;
	u8 pribits;
	u8 nr_aprs;
	bool has_tdir;
	bool free_tdir;
	u32 vtr;
};

/**
 * struct gic_state - the GIC of a VM, the part that is a state machine.
 * @lock: what is [d]; taken in any context
 * @ctlr: GICD_CTLR, the enables of the groups; written under @lock [a]
 * @nr_banks: of interrupts, the vCPUs' own included [c]
 * @spis: bank n is @spis[n - 1] [c]
 * @smp: there is more than one vCPU [c]
 * @nr_ids: length of @cpu [c]
 * @cpu: by id, or NULL [c]
 * @host: what the CPUs offer [c]
 * @kick: makes a vCPU look at its candidates; called under the locks [c]
 */
struct gic_state {
	raw_spinlock_t lock;	/* see above */
	u32 ctlr;
	unsigned int nr_banks;
	struct gic_spis *spis;
	bool smp;
	unsigned int nr_ids;
	struct arm64_vgic_cpu **cpu;
	struct gic_host host;
	void (*kick)(struct arm64_vgic_cpu *cpu);
};

#endif /* AIRLOCK_GIC_TYPES_H */
