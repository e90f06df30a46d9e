// SPDX-License-Identifier: GPL-2.0
/*
 * Two 8259A interrupt controllers, cascaded as in a PC.
 *
 * After Intel's data sheet "8259A Programmable Interrupt Controller"; the
 * edge/level control registers are those of the 82371 (PIIX).
 */
#include <linux/bitops.h>
#include <linux/string.h>

#include "i8259.h"

#define MASTER			0
#define SLAVE			1
/* The master's input that the slave's INT drives. */
#define CASCADE			2

/* The timer, the keyboard, the cascade, the RTC and the FPU are edges. */
#define ELCR_MASK_MASTER	0xf8
#define ELCR_MASK_SLAVE		0xde

/* Which initialisation word port 1 waits for (init_state). */
enum {
	READY,
	WANT_ICW2,
	WANT_ICW3,
	WANT_ICW4,
};

#define ICW1_INIT		BIT(4)
#define ICW1_ICW4		BIT(0)
#define ICW4_SFNM		BIT(4)
#define ICW4_AEOI		BIT(1)
#define OCW3			BIT(3)
#define OCW3_POLL		BIT(2)
#define OCW3_READ		BIT(1)
#define OCW3_SMM_SET		BIT(6)

/* Commands of OCW2, bits 7:5. */
enum {
	OCW2_AEOI_FIXED,
	OCW2_EOI,
	OCW2_NOP,
	OCW2_EOI_LINE,
	OCW2_AEOI_ROTATE,
	OCW2_EOI_ROTATE,
	OCW2_PRIORITY,
	OCW2_EOI_LINE_ROTATE,
};

/* The line of highest priority in @lines, or -1. */
static int first_line(const struct kvm_pic_state *chip, u8 lines)
{
	u8 turned = ror8(lines, chip->priority_add);

	return turned ? (__ffs(turned) + chip->priority_add) & 7 : -1;
}

/* In-service lines that hold back others of their priority and below. */
static u8 busy_lines(const struct i8259 *pic, unsigned int nr)
{
	const struct kvm_pic_state *chip = &pic->chip[nr];
	u8 busy = chip->isr;

	/* "Special Mask Mode": a masked level does not inhibit. */
	if (chip->special_mask)
		busy &= ~chip->imr;
	/* "The Special Fully Nested Mode": the slave may interrupt again. */
	if (nr == MASTER && chip->special_fully_nested_mode)
		busy &= ~BIT(CASCADE);
	return busy;
}

/* The line that the chip requests service for, or -1. */
static int requested(const struct i8259 *pic, unsigned int nr)
{
	const struct kvm_pic_state *chip = &pic->chip[nr];
	int line = first_line(chip, chip->irr & ~chip->imr);
	u8 busy;

	if (line < 0)
		return -1;
	busy = busy_lines(pic, nr);
	if (busy & BIT(line))
		return -1;
	/* Its priority must be above that of whatever is in service. */
	return first_line(chip, busy | BIT(line)) == line ? line : -1;
}

/* The slave's INT drives an input of the master, whose INT is the output. */
static void update(struct i8259 *pic)
{
	if (requested(pic, SLAVE) >= 0)
		pic->chip[MASTER].irr |= BIT(CASCADE);
	else
		pic->chip[MASTER].irr &= ~BIT(CASCADE);
	pic->output = requested(pic, MASTER) >= 0;
}

void airlock_i8259_reset(struct i8259 *pic)
{
	memset(pic, 0, sizeof(*pic));
	pic->chip[MASTER].elcr_mask = ELCR_MASK_MASTER;
	pic->chip[SLAVE].elcr_mask = ELCR_MASK_SLAVE;
}

/* The input pin of a line; last_irr is where it was. */
static int set_input(struct kvm_pic_state *chip, u8 bit, bool up)
{
	bool pending = chip->irr & bit;
	bool edge = up && !(chip->last_irr & bit);

	if (up)
		chip->last_irr |= bit;
	else
		chip->last_irr &= ~bit;

	if (chip->elcr & bit)
		chip->irr = up ? chip->irr | bit : chip->irr & ~bit;
	else if (edge)
		chip->irr |= bit;
	else if (up)
		pending = true;

	if (chip->imr & bit)
		return -1;
	return !(up && pending);
}

int airlock_i8259_line(struct i8259 *pic, unsigned int source,
		       unsigned int line, int level)
{
	int ret;

	line &= I8259_LINES - 1;
	if (level)
		pic->sources[line] |= BIT(source & 7);
	else
		pic->sources[line] &= ~BIT(source & 7);

	ret = set_input(&pic->chip[line >> 3], BIT(line & 7),
			pic->sources[line]);
	update(pic);
	return ret;
}

/* A line goes out of service. */
static void end_line(struct i8259 *pic, unsigned int nr, unsigned int line)
{
	pic->chip[nr].isr &= ~BIT(line);
	pic->ended |= BIT(line) << (nr * 8);
}

/* A line goes into service. */
static void begin_line(struct i8259 *pic, unsigned int nr, unsigned int line)
{
	struct kvm_pic_state *chip = &pic->chip[nr];

	chip->isr |= BIT(line);
	/* A level stays requested until the device takes it back. */
	if (!(chip->elcr & BIT(line)))
		chip->irr &= ~BIT(line);
	if (chip->auto_eoi) {
		if (chip->rotate_on_auto_eoi)
			chip->priority_add = (line + 1) & 7;
		end_line(pic, nr, line);
	}
}

/* "DEFAULT IR7": no request is left by the time of the INTA. */
static unsigned int ack_chip(struct i8259 *pic, unsigned int nr)
{
	int line = requested(pic, nr);

	if (line < 0)
		return 7;
	begin_line(pic, nr, line);
	return line;
}

u8 airlock_i8259_ack(struct i8259 *pic)
{
	unsigned int line = ack_chip(pic, MASTER);
	u8 vector = pic->chip[MASTER].irq_base + line;

	if (line == CASCADE) {
		line = ack_chip(pic, SLAVE);
		vector = pic->chip[SLAVE].irq_base + line;
	}
	update(pic);
	return vector;
}

/* "Initialization Command Word 1": what it clears, and what it asks for. */
static void write_icw1(struct i8259 *pic, unsigned int nr, u8 value)
{
	struct kvm_pic_state *chip = &pic->chip[nr];
	u8 lost = chip->isr | (chip->irr & ~chip->elcr);

	/* Who waits for the end of these would wait for ever. */
	pic->ended |= lost << (nr * 8);

	chip->last_irr = 0;
	chip->irr &= chip->elcr;
	chip->imr = 0;
	chip->isr = 0;
	chip->priority_add = 0;
	chip->read_reg_select = 0;
	chip->poll = 0;
	chip->special_mask = 0;
	chip->rotate_on_auto_eoi = 0;
	chip->init4 = !!(value & ICW1_ICW4);
	if (!chip->init4) {
		chip->special_fully_nested_mode = 0;
		chip->auto_eoi = 0;
	}
	chip->init_state = WANT_ICW2;
}

static void write_ocw2(struct i8259 *pic, unsigned int nr, u8 value)
{
	struct kvm_pic_state *chip = &pic->chip[nr];
	unsigned int command = value >> 5;
	int line = value & 7;
	u8 ends = chip->isr;

	switch (command) {
	case OCW2_AEOI_FIXED:
	case OCW2_AEOI_ROTATE:
		chip->rotate_on_auto_eoi = command == OCW2_AEOI_ROTATE;
		return;
	case OCW2_NOP:
		return;
	case OCW2_PRIORITY:
		/* The line named gets the lowest priority. */
		chip->priority_add = (line + 1) & 7;
		return;
	case OCW2_EOI:
	case OCW2_EOI_ROTATE:
		/* In Special Mask Mode a masked level is not ended by this. */
		if (chip->special_mask)
			ends &= ~chip->imr;
		line = first_line(chip, ends);
		if (line < 0)
			return;
		break;
	}
	end_line(pic, nr, line);
	if (command == OCW2_EOI_ROTATE || command == OCW2_EOI_LINE_ROTATE)
		chip->priority_add = (line + 1) & 7;
}

static void write_ocw3(struct kvm_pic_state *chip, u8 value)
{
	if (value & OCW3_POLL)
		chip->poll = 1;
	if (value & OCW3_READ)
		chip->read_reg_select = value & 1;
	if (value & OCW3_SMM_SET)
		chip->special_mask = !!(value & BIT(5));
}

static void write_data(struct i8259 *pic, unsigned int nr, u8 value)
{
	struct kvm_pic_state *chip = &pic->chip[nr];

	switch (chip->init_state) {
	case READY:
		pic->unmasked |= (u8)(chip->imr & ~value) << (nr * 8);
		chip->imr = value;
		break;
	case WANT_ICW2:
		chip->irq_base = value & 0xf8;
		chip->init_state = WANT_ICW3;
		break;
	case WANT_ICW3:
		/* How the two are cascaded is wired, not told. */
		chip->init_state = chip->init4 ? WANT_ICW4 : READY;
		break;
	case WANT_ICW4:
		chip->special_fully_nested_mode = !!(value & ICW4_SFNM);
		chip->auto_eoi = !!(value & ICW4_AEOI);
		chip->init_state = READY;
		break;
	}
}

/* A line that becomes level-triggered is requested as long as it is up. */
static void write_elcr(struct kvm_pic_state *chip, u8 value)
{
	chip->elcr = value & chip->elcr_mask;
	chip->irr = (chip->irr & ~chip->elcr) | (chip->last_irr & chip->elcr);
}

void airlock_i8259_write(struct i8259 *pic, u16 port, u8 value)
{
	unsigned int nr = port >> 7 & 1;

	switch (port) {
	case 0x20:
	case 0xa0:
		if (value & ICW1_INIT)
			write_icw1(pic, nr, value);
		else if (value & OCW3)
			write_ocw3(&pic->chip[nr], value);
		else
			write_ocw2(pic, nr, value);
		break;
	case 0x21:
	case 0xa1:
		write_data(pic, nr, value);
		break;
	case 0x4d0:
	case 0x4d1:
		write_elcr(&pic->chip[port & 1], value);
		break;
	}
	update(pic);
}

/* "Poll Command": the read takes the place of the INTA. */
static u8 read_poll(struct i8259 *pic, unsigned int nr)
{
	int line = requested(pic, nr);

	pic->chip[nr].poll = 0;
	if (line < 0)
		return 0;
	begin_line(pic, nr, line);
	update(pic);
	return BIT(7) | line;
}

u8 airlock_i8259_read(struct i8259 *pic, u16 port)
{
	unsigned int nr = port >> 7 & 1;
	const struct kvm_pic_state *chip = &pic->chip[nr];

	switch (port) {
	case 0x20:
	case 0xa0:
		if (chip->poll)
			return read_poll(pic, nr);
		return chip->read_reg_select ? chip->isr : chip->irr;
	case 0x21:
	case 0xa1:
		return chip->poll ? read_poll(pic, nr) : chip->imr;
	case 0x4d0:
	case 0x4d1:
		return pic->chip[port & 1].elcr;
	}
	return 0xff;
}

void airlock_i8259_set(struct i8259 *pic, unsigned int nr,
		       const struct kvm_pic_state *state)
{
	struct kvm_pic_state *chip = &pic->chip[nr & 1];
	u8 elcr_mask = chip->elcr_mask;

	*chip = *state;
	chip->elcr_mask = elcr_mask;
	chip->elcr &= elcr_mask;
	chip->priority_add &= 7;
	chip->irq_base &= 0xf8;
	chip->read_reg_select = !!chip->read_reg_select;
	chip->poll = !!chip->poll;
	chip->special_mask = !!chip->special_mask;
	chip->init_state &= 3;
	chip->auto_eoi = !!chip->auto_eoi;
	chip->rotate_on_auto_eoi = !!chip->rotate_on_auto_eoi;
	chip->special_fully_nested_mode = !!chip->special_fully_nested_mode;
	chip->init4 = !!chip->init4;
	update(pic);
}
