package io.maidian.quarantine;

import io.maidian.catalog.VariableType;
import io.maidian.event.Finding;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Some steps, applied one after the other to the text of a rejected event. Without steps the text
 * stays as it came, to the byte. Immutable.
 */
public record MendRule(List<MendStep> steps) {
    /** Steps of one rule at most. */
    public static final int MAX_STEPS = 20;

    /** Changes nothing. */
    public static final MendRule NONE = new MendRule(List.of());

    /** Numbers keep every digit: the intake's rules decide what becomes of them. */
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .maxNameLength(Integer.MAX_VALUE)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .disable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .build();

    private static final int MAX_GOT = 100;

    /** Of a whole number of 64 bits. */
    private static final int MAX_DIGITS = 19;

    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

    public MendRule {
        steps = List.copyOf(steps);
        if (steps.size() > MAX_STEPS) {
            throw new IllegalArgumentException("too many steps: " + steps.size());
        }
    }

    /** What the steps make of a text. */
    public sealed interface Result {}

    /** It can be judged. */
    public record Text(String json) implements Result {}

    /** A step cannot be done. */
    public record Impossible(Finding reason) implements Result {}

    /**
     * Applies the steps.
     *
     * @param receivedMillis when the event came
     * @param index its place in its upload, for pointers
     */
    public Result apply(String raw, long receivedMillis, int index) {
        if (steps.isEmpty()) {
            return new Text(raw);
        }
        JsonNode node;
        try {
            node = JSON.readTree(raw);
        } catch (JacksonException e) {
            node = JsonNodeFactory.instance.missingNode();
        }
        if (!(node instanceof ObjectNode event)) {
            return new Impossible(MendProblem.NOT_AN_OBJECT.finding("/" + index, shortened(raw)));
        }
        for (MendStep step : steps) {
            Finding problem = apply(step, event, receivedMillis, index);
            if (problem != null) {
                return new Impossible(problem);
            }
        }
        return new Text(JSON.writeValueAsString(event));
    }

    private static @Nullable Finding apply(
            MendStep step, ObjectNode event, long receivedMillis, int index) {
        switch (step) {
            case MendStep.RenameEvent(String from, String to) -> {
                if (from == null || from.equals(event.path("n").stringValue(null))) {
                    event.put("n", to);
                }
            }
            case MendStep.SetField(String field, JsonNode value, boolean overwrite) -> {
                if (overwrite || isMissing(event.get(field))) {
                    event.set(field, value);
                }
            }
            case MendStep.SetReceivedTime(boolean overwrite) -> {
                if (overwrite || isMissing(event.get("tm"))) {
                    event.put("tm", receivedMillis);
                }
            }
            case MendStep.CastVariable(String variable, VariableType type) -> {
                return cast(event, variable, type, index);
            }
            case MendStep.RenameVariable(String from, String to) -> {
                if (event.get("var") instanceof ObjectNode variables && variables.has(from)) {
                    JsonNode value = variables.remove(from);
                    variables.set(to, value);
                }
            }
            case MendStep.DropVariable(String variable) -> {
                if (event.get("var") instanceof ObjectNode variables) {
                    variables.remove(variable);
                }
            }
        }
        return null;
    }

    private static boolean isMissing(@Nullable JsonNode value) {
        return value == null || value.isNull();
    }

    private static @Nullable Finding cast(
            ObjectNode event, String variable, VariableType type, int index) {
        if (!(event.get("var") instanceof ObjectNode variables)
                || isMissing(variables.get(variable))) {
            return null;
        }
        JsonNode value = variables.get(variable);
        JsonNode made =
                switch (type) {
                    case STRING -> JsonNodeFactory.instance.stringNode(text(value));
                    case INT -> whole(value);
                    case DOUBLE -> decimal(value);
                };
        if (made == null) {
            String pointer = "/" + index + "/var/" + variable.replace("~", "~0").replace("/", "~1");
            return MendProblem.CANNOT_CAST.finding(pointer, shortened(value.toString()));
        }
        variables.set(variable, made);
        return null;
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }

    /** A whole number of 64 bits; null where it is none. Digits after the point are cut off. */
    private static @Nullable JsonNode whole(JsonNode value) {
        BigDecimal number = number(value);
        // Looked at first: a few characters may stand for a number of a billion digits.
        long digits = number == null ? 0 : (long) number.precision() - number.scale();
        if (number == null || digits > MAX_DIGITS) {
            return null;
        }
        BigInteger whole = digits <= 0 ? BigInteger.ZERO : number.toBigInteger();
        return whole.compareTo(LEAST) < 0 || whole.compareTo(GREATEST) > 0
                ? null
                : JsonNodeFactory.instance.numberNode(whole.longValue());
    }

    private static @Nullable JsonNode decimal(JsonNode value) {
        BigDecimal number = number(value);
        return number == null || !Double.isFinite(number.doubleValue())
                ? null
                : JsonNodeFactory.instance.numberNode(number.doubleValue());
    }

    private static @Nullable BigDecimal number(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        String text = value.isString() ? value.stringValue().strip() : "";
        if (text.isEmpty() || text.length() > MAX_GOT) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String shortened(String json) {
        return json.codePointCount(0, json.length()) > MAX_GOT
                ? json.substring(0, json.offsetByCodePoints(0, MAX_GOT - 1)) + "…"
                : json;
    }
}
