package io.maidian.intake;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One element of the upload's array as it came, before any rule. Used again for the next element:
 * what is kept of it must be copied. For one thread.
 */
final class RawEvent {
    /** The element itself where it is no object, else of kind {@code OBJECT}. */
    final RawValue element = new RawValue();

    final RawValue cs1 = new RawValue();
    final RawValue tm = new RawValue();
    final RawValue n = new RawValue();
    final RawValue t = new RawValue();
    final RawValue var = new RawValue();
    final RawValue num = new RawValue();
    final RawValue u = new RawValue();
    final RawValue id = new RawValue();

    private final ByteBuffer body;
    private final int maxVariables;
    private String[] names = new String[8];
    private RawValue[] values = new RawValue[8];
    private int variables;
    private int unread;
    private int index;
    private int start;
    private int end;

    /**
     * @param body the upload as it came, in which it lies
     * @param maxVariables how many members of {@code var} are kept; the rest are only counted
     */
    RawEvent(ByteBuffer body, int maxVariables) {
        this.body = body;
        this.maxVariables = maxVariables;
    }

    void begin(int newIndex, int newStart) {
        index = newIndex;
        start = newStart;
        element.clear();
        cs1.clear();
        tm.clear();
        n.clear();
        t.clear();
        var.clear();
        num.clear();
        u.clear();
        id.clear();
        clearVariables();
    }

    void end(int newEnd) {
        end = newEnd;
    }

    /** The field of this name, or null if it is one that is ignored. */
    @Nullable RawValue field(String name) {
        return switch (name) {
            case "cs1" -> cs1;
            case "tm" -> tm;
            case "n" -> n;
            case "t" -> t;
            case "var" -> var;
            case "num" -> num;
            case "u" -> u;
            case "id" -> id;
            default -> null;
        };
    }

    void clearVariables() {
        variables = 0;
        unread = 0;
    }

    /** Adds a member of {@code var}, to be filled; null where there were too many already. */
    @Nullable RawValue addVariable(String name) {
        if (variables == maxVariables) {
            unread++;
            return null;
        }
        if (variables == names.length) {
            names = Arrays.copyOf(names, 2 * variables);
            values = Arrays.copyOf(values, 2 * variables);
        }
        names[variables] = name;
        RawValue value = values[variables];
        if (value == null) {
            value = new RawValue();
            values[variables] = value;
        }
        value.clear();
        variables++;
        return value;
    }

    /** Members of {@code var} that were kept; names may be repeated. */
    int variables() {
        return variables;
    }

    /** Members of {@code var} beyond those. */
    int unreadVariables() {
        return unread;
    }

    String variableName(int i) {
        return names[i];
    }

    RawValue variableValue(int i) {
        return values[i];
    }

    /** Its place in the array. */
    int index() {
        return index;
    }

    /** Its JSON text as it came, decoded; a view. */
    ByteBuffer text() {
        return body.slice(body.position() + start, end - start);
    }
}
