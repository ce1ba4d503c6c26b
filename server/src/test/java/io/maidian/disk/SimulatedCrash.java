package io.maidian.disk;

/** The machine stops here. An error, so that no code under test takes it for trouble of a file. */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1;

    SimulatedCrash() {
        super("simulated crash", null, false, false);
    }
}
