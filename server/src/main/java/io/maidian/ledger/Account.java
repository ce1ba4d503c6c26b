package io.maidian.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the sender knows of each number of a run, and how often the server was found to hold it: one
 * byte a number. For one thread.
 */
final class Account {
    /** Beyond so many the account would not fit into memory. */
    static final int MAX_EVENTS = 200_000_000;

    private static final int FATE_BITS = 0x07;
    private static final int STORED_SHIFT = 3;
    private static final int QUARANTINED_SHIFT = 5;
    private static final int COUNT_BITS = 0x03;
    private static final int MANY = 2;

    private byte[] numbers = new byte[1 << 16];
    private int size;
    private long unknown;
    private long changed;

    /** A run and its account. */
    record Kept(Run run, Account account) {}

    /** How often an event was found in a place. */
    enum Times {
        NEVER,
        ONCE,
        OFTEN
    }

    /**
     * Reads a ledger's file. Its last line may be half there, where the sender was ended.
     *
     * @throws IOException also where it is not a ledger
     */
    static Kept read(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String first = lines.readLine();
            if (first == null) {
                throw new IOException(file + " is empty");
            }
            Run run = LedgerLine.run(first);
            Account account = new Account();
            String line = lines.readLine();
            while (line != null) {
                String following = lines.readLine();
                if (following != null || line.endsWith("}")) {
                    LedgerLine.read(line, account);
                }
                line = following;
            }
            return new Kept(run, account);
        }
    }

    /** All numbers below this may have been sent. */
    void reserve(long end) throws IOException {
        if (end > MAX_EVENTS) {
            throw new IOException("the ledger has more than " + MAX_EVENTS + " events");
        }
        size = Math.max(size, (int) end);
        if (size > numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(size, numbers.length * 2));
        }
    }

    /** Learns what became of an upload. */
    void add(Entry entry) throws IOException {
        reserve(entry.to() + 1);
        for (long number = entry.from(); number <= entry.to(); number++) {
            learn((int) number, entry.rejected().contains(number) ? Fate.REJECTED : entry.fate());
        }
    }

    private void learn(int number, Fate fate) {
        int known = numbers[number] & FATE_BITS;
        if (fate.code > known) {
            numbers[number] = (byte) (numbers[number] - known + fate.code);
        }
    }

    /** An accepted event of this number was found, with its values as sent or not. */
    void foundStored(long number, boolean asSent) {
        found(number, STORED_SHIFT);
        changed += asSent ? 0 : 1;
    }

    /** A rejected event of this number was found. */
    void foundQuarantined(long number) {
        found(number, QUARANTINED_SHIFT);
    }

    private void found(long number, int shift) {
        if (number < 0 || number >= size) {
            unknown++;
            return;
        }
        int at = (int) number;
        int times = (numbers[at] >> shift) & COUNT_BITS;
        if (times < MANY) {
            numbers[at] = (byte) (numbers[at] + (1 << shift));
        }
    }

    private Times times(int number, int shift) {
        return switch ((numbers[number] >> shift) & COUNT_BITS) {
            case 0 -> Times.NEVER;
            case 1 -> Times.ONCE;
            default -> Times.OFTEN;
        };
    }

    int size() {
        return size;
    }

    Fate fate(int number) {
        return Fate.of(numbers[number] & FATE_BITS);
    }

    Times stored(int number) {
        return times(number, STORED_SHIFT);
    }

    Times quarantined(int number) {
        return times(number, QUARANTINED_SHIFT);
    }

    /** Events that were found and never sent. */
    long unknown() {
        return unknown;
    }

    /** Events that were found with other values than were sent. */
    long changed() {
        return changed;
    }
}
