package io.maidian.ledger;

/** What a sender knows of an event; where it learns more, the later one of these holds. */
enum Fate {
    /** Its number was set aside; whether it was sent is not known. */
    RESERVED(0),
    /** The server said that it stored nothing, and it was not sent again. */
    REFUSED(1),
    /** It was sent, and the sender never heard. */
    UNANSWERED(2),
    /** The server said that it is kept in the quarantine. */
    REJECTED(3),
    /** The server said that it is stored. */
    ACKNOWLEDGED(4);

    /** As the account keeps it, in three bits. */
    final int code;

    Fate(int code) {
        this.code = code;
    }

    static Fate of(int code) {
        return switch (code) {
            case 0 -> RESERVED;
            case 1 -> REFUSED;
            case 2 -> UNANSWERED;
            case 3 -> REJECTED;
            case 4 -> ACKNOWLEDGED;
            default -> throw new IllegalArgumentException("no fate has the code " + code);
        };
    }
}
