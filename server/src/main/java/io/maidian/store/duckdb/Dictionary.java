package io.maidian.store.duckdb;

import io.maidian.store.EventStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that stand for projects, event keys and variables in the event table, and the counts
 * by key. What a batch brings is first entered here and then written by {@link DictionaryWriter} in
 * the batch's transaction; if that fails, the whole object is thrown away and read again. For the
 * adding thread.
 */
final class Dictionary {
    /** Stands for what is beyond a cap; real numbers begin at 1. */
    static final int OVERFLOW = 0;

    private final Caps caps;
    private final Map<String, Project> projects = new HashMap<>();
    final Changes changes = new Changes();

    /**
     * How much one project may make the store remember.
     *
     * @param eventKeys event keys a project
     * @param variables variables an event key, the strings and the numbers
     * @param variablesInAll variables of all event keys together: the most that the first two allow
     *     would not fit into the heap
     * @param rejections pairs of event key and reason a project, for the counts of what was
     *     rejected
     */
    record Caps(int eventKeys, int variables, int variablesInAll, int rejections) {
        static final Caps DEFAULT = new Caps(10_000, 1_000, 100_000, 10_000);
    }

    Dictionary(Caps caps) {
        this.caps = caps;
    }

    /** What is not yet in the tables. */
    static final class Changes {
        final List<Project> projects = new ArrayList<>();
        final Set<EventKey> eventKeys = new HashSet<>();
        final Set<Variable> newVariables = new HashSet<>();
        final Set<Variable> notWhole = new HashSet<>();
        final Set<Rejection> rejections = new HashSet<>();
    }

    /** A project. */
    final class Project {
        final int number;
        final String ai;
        private final Map<String, EventKey> eventKeys = new HashMap<>();
        private final Map<RejectionKey, Rejection> rejections = new HashMap<>();
        private @Nullable EventKey overflow;
        private int variables;

        private Project(int number, String ai) {
            this.number = number;
            this.ai = ai;
        }

        /** The entry of this key; beyond the cap the one that stands for all such keys. */
        EventKey eventKey(String key) {
            EventKey known = eventKeys.get(key);
            if (known != null) {
                return known;
            }
            if (eventKeys.size() < caps.eventKeys()) {
                EventKey added = new EventKey(this, eventKeys.size() + 1, key, false);
                eventKeys.put(key, added);
                return added;
            }
            if (overflow == null) {
                overflow = new EventKey(this, OVERFLOW, EventStore.OVERFLOW_KEY, false);
            }
            return overflow;
        }

        /** Counts one rejected event. */
        void rejected(@Nullable String key, String code, long receivedMillis) {
            RejectionKey wanted = new RejectionKey(key, code);
            Rejection known = rejections.get(wanted);
            if (known == null && key != null && rejections.size() >= caps.rejections()) {
                wanted = new RejectionKey(EventStore.OVERFLOW_KEY, code);
                known = rejections.get(wanted);
            }
            if (known == null) {
                known = new Rejection(number, wanted, false);
                rejections.put(wanted, known);
            }
            known.count++;
            known.lastReceivedMillis = Math.max(known.lastReceivedMillis, receivedMillis);
            changes.rejections.add(known);
        }
    }

    /** An event key, its variables, and what the batch at hand has of it. */
    final class EventKey {
        final Project project;
        final int number;
        final String key;
        private final Map<String, Variable> texts = new HashMap<>();
        private final Map<String, Variable> numbers = new HashMap<>();
        boolean stored;
        long count;
        long firstReceivedMillis = Long.MAX_VALUE;
        long lastReceivedMillis = Long.MIN_VALUE;

        private EventKey(Project project, int number, String key, boolean stored) {
            this.project = project;
            this.number = number;
            this.key = key;
            this.stored = stored;
        }

        boolean isOverflow() {
            return number == OVERFLOW;
        }

        /** Counts one event. */
        void accepted(long receivedMillis) {
            if (count == 0) {
                changes.eventKeys.add(this);
            }
            count++;
            firstReceivedMillis = Math.min(firstReceivedMillis, receivedMillis);
            lastReceivedMillis = Math.max(lastReceivedMillis, receivedMillis);
        }

        /** The entry of a variable that came as a string. */
        Variable text(String variable) {
            return variable(texts, variable, false, Schema.TEXT_SLOTS);
        }

        /** The entry of a variable that came as a number. */
        Variable number(String variable, boolean whole) {
            Variable entry = variable(numbers, variable, true, Schema.NUMBER_SLOTS);
            if (!whole && entry.whole) {
                entry.whole = false;
                changes.notWhole.add(entry);
            }
            return entry;
        }

        private Variable variable(
                Map<String, Variable> ofKind, String variable, boolean isNumber, int slots) {
            Variable known = ofKind.get(variable);
            if (known != null) {
                return known;
            }
            int number = texts.size() + numbers.size() + 1;
            String entered = variable;
            if (number > caps.variables() || project.variables >= caps.variablesInAll()) {
                known = ofKind.get(Variable.BEYOND_CAP);
                if (known != null) {
                    return known;
                }
                number = OVERFLOW;
                entered = Variable.BEYOND_CAP;
            }
            int slot = number != OVERFLOW && ofKind.size() < slots ? ofKind.size() + 1 : 0;
            Variable added = new Variable(this, number, entered, isNumber, slot);
            enter(ofKind, entered, added);
            changes.newVariables.add(added);
            return added;
        }

        private void enter(Map<String, Variable> ofKind, String entered, Variable variable) {
            ofKind.put(entered, variable);
            project.variables++;
        }
    }

    /** A variable of an event key, as a string or as a number. */
    static final class Variable {
        /** No variable has this key: theirs have a character at least. */
        private static final String BEYOND_CAP = "";

        final EventKey event;
        final int number;
        private final String key;
        final boolean isNumber;
        final int slot;
        boolean whole = true;

        private Variable(EventKey event, int number, String key, boolean isNumber, int slot) {
            this.event = event;
            this.number = number;
            this.key = key;
            this.isNumber = isNumber;
            this.slot = slot;
        }

        String key() {
            return number == OVERFLOW ? EventStore.OVERFLOW_KEY : key;
        }

        boolean hasSlot() {
            return slot > 0;
        }
    }

    /** What rejections are counted by. */
    record RejectionKey(@Nullable String key, String code) {}

    /** What the batch at hand has of one kind of rejection. */
    static final class Rejection {
        final int project;
        final RejectionKey of;
        boolean stored;
        long count;
        long lastReceivedMillis;

        private Rejection(int project, RejectionKey of, boolean stored) {
            this.project = project;
            this.of = of;
            this.stored = stored;
        }
    }

    /** The entry of a project. */
    Project project(String ai) {
        return projects.computeIfAbsent(
                ai,
                _ -> {
                    Project added = new Project(projects.size() + 1, ai);
                    changes.projects.add(added);
                    return added;
                });
    }

    /** Reads what the tables hold. */
    static Dictionary load(Connection connection, Caps caps) throws SQLException {
        Dictionary dictionary = new Dictionary(caps);
        Map<Integer, Project> byNumber = new HashMap<>();
        Map<Long, EventKey> eventKeys = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT project, ai FROM project")) {
                while (row.next()) {
                    Project project = dictionary.new Project(row.getInt(1), row.getString(2));
                    dictionary.projects.put(project.ai, project);
                    byNumber.put(project.number, project);
                }
            }
            try (ResultSet row =
                    statement.executeQuery("SELECT project, event, key FROM event_key")) {
                while (row.next()) {
                    Project project = known(byNumber.get(row.getInt(1)));
                    EventKey key =
                            dictionary.new EventKey(project, row.getInt(2), row.getString(3), true);
                    eventKeys.put(packed(row.getInt(1), row.getInt(2)), key);
                    if (key.isOverflow()) {
                        project.overflow = key;
                    } else {
                        project.eventKeys.put(key.key, key);
                    }
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT project, event, variable, key, number, coalesce(slot, 0), whole"
                                    + " FROM variable")) {
                while (row.next()) {
                    EventKey event = known(eventKeys.get(packed(row.getInt(1), row.getInt(2))));
                    int number = row.getInt(3);
                    String key = number == OVERFLOW ? Variable.BEYOND_CAP : row.getString(4);
                    Variable variable =
                            new Variable(event, number, key, row.getBoolean(5), row.getInt(6));
                    variable.whole = row.getBoolean(7);
                    event.enter(variable.isNumber ? event.numbers : event.texts, key, variable);
                }
            }
            try (ResultSet row =
                    statement.executeQuery("SELECT project, key, code FROM rejection")) {
                while (row.next()) {
                    RejectionKey of = new RejectionKey(row.getString(2), row.getString(3));
                    known(byNumber.get(row.getInt(1)))
                            .rejections
                            .put(of, new Rejection(row.getInt(1), of, true));
                }
            }
        }
        return dictionary;
    }

    private static long packed(int project, int event) {
        return (long) project << 32 | event;
    }

    private static <T> T known(@Nullable T entry) {
        if (entry == null) {
            throw new IllegalStateException("the store's small tables contradict each other");
        }
        return entry;
    }
}
