package io.maidian.http;

import io.maidian.catalog.DeclaredKey;
import io.maidian.catalog.EventDefinition;
import io.maidian.catalog.TrackingPlan;
import io.maidian.catalog.VariableDefinition;
import io.maidian.catalog.VariableType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads declarations, and holds them against what is declared already: keys are unique across
 * events and variables, and a type changes only while that changes no past. What a change leaves
 * out stays as it is. For one request.
 */
final class DeclarationReader {
    private static final Set<String> EVENT =
            Set.of("key", "type", "name", "description", "tags", "variables");
    private static final Set<String> VARIABLE =
            Set.of("key", "type", "name", "description", "tags");

    private final TrackingPlan plan;
    private final Predicate<String> arrived;
    private int newVariables;

    /**
     * @param arrived whether a value of this variable has arrived; asked only where it matters
     */
    DeclarationReader(TrackingPlan plan, Predicate<String> arrived) {
        this.plan = plan;
        this.arrived = arrived;
    }

    /**
     * An event.
     *
     * @param changed the one that is changed; null for a whole declaration
     */
    EventDefinition event(JsonNode body, @Nullable EventDefinition changed) {
        Fields fields = new Fields(body, "", EVENT);
        String key = key(fields, changed == null ? null : changed.key());
        if (changed == null && !plan.declares(key)) {
            checkNew(fields, key, plan.events().size());
            if (plan.variable(key) != null) {
                throw new ApiProblem(ApiError.KEY_TAKEN, fields.at("key"), key);
            }
        }
        counter(fields);
        Texts texts =
                changed == null
                        ? Texts.NONE
                        : new Texts(changed.name(), changed.description(), changed.tags());
        Texts read = texts(fields, texts);
        List<VariableDefinition> variables =
                changed == null || fields.has("variables")
                        ? variables(fields, key)
                        : changed.variables();
        return fields.valid(
                () -> new EventDefinition(key, read.name, read.description, read.tags, variables));
    }

    /**
     * A variable by itself.
     *
     * @param changed the one that is changed; null for a whole declaration
     */
    VariableDefinition variable(JsonNode body, @Nullable VariableDefinition changed) {
        Fields fields = new Fields(body, "", VARIABLE);
        String key = key(fields, changed == null ? null : changed.key());
        return variable(fields, key, changed, null);
    }

    private List<VariableDefinition> variables(Fields fields, String event) {
        List<VariableDefinition> variables = new ArrayList<>();
        JsonNode list = fields.get("variables");
        if (list == null) {
            return variables;
        }
        if (!list.isArray()) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE, fields.at("variables"), list.toString(), "array");
        }
        if (list.size() > EventDefinition.MAX_VARIABLES) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE,
                    fields.at("variables"),
                    Integer.toString(list.size()),
                    "at most " + EventDefinition.MAX_VARIABLES + " variables");
        }
        for (int i = 0; i < list.size(); i++) {
            Fields member = new Fields(list.get(i), "/variables/" + i, VARIABLE);
            String key = member.requiredText("key");
            if (key.equals(event) && plan.variable(key) == null) {
                throw new ApiProblem(ApiError.KEY_TAKEN, member.at("key"), key);
            }
            variables.add(variable(member, key, plan.variable(key), event));
        }
        return variables;
    }

    private VariableDefinition variable(
            Fields fields, String key, @Nullable VariableDefinition known, @Nullable String event) {
        VariableDefinition declared = known == null ? plan.variable(key) : known;
        if (declared == null) {
            checkNew(fields, key, plan.variables().size() + newVariables++);
            if (plan.declares(key)) {
                throw new ApiProblem(ApiError.KEY_TAKEN, fields.at("key"), key);
            }
        }
        VariableType type =
                declared != null && fields.get("type") == null ? declared.type() : type(fields);
        if (declared != null && type != declared.type() && !mayChange(declared, type, event)) {
            throw new ApiProblem(ApiError.TYPE_CHANGE, fields.at("type"), typeName(type));
        }
        Texts texts =
                known == null
                        ? Texts.NONE
                        : new Texts(known.name(), known.description(), known.tags());
        Texts read = texts(fields, texts);
        return fields.valid(
                () -> new VariableDefinition(key, read.name, read.description, read.tags, type));
    }

    private boolean mayChange(
            VariableDefinition declared, VariableType type, @Nullable String event) {
        if (declared.type() == VariableType.INT && type == VariableType.DOUBLE) {
            return true;
        }
        boolean shared =
                event != null
                        && plan.events().stream()
                                .anyMatch(other ->
                                        !other.key().equals(event)
                                                && plan.declares(other.key(), declared.key()));
        return !shared && !arrived.test(declared.key());
    }

    private static String key(Fields fields, @Nullable String changed) {
        if (changed == null) {
            return fields.requiredText("key");
        }
        String key = fields.optionalText("key");
        if (key != null && !key.equals(changed)) {
            throw new ApiProblem(ApiError.BAD_VALUE, fields.at("key"), key, changed);
        }
        return changed;
    }

    private static void checkNew(Fields fields, String key, int declared) {
        if (!DeclaredKey.matches(key)) {
            throw new ApiProblem(ApiError.BAD_KEY, fields.at("key"), key);
        }
        if (declared >= TrackingPlan.MAX_DECLARED) {
            throw new ApiProblem(ApiError.PLAN_FULL, fields.at("key"), key);
        }
    }

    /** What people read of a thing. */
    private record Texts(@Nullable String name, @Nullable String description, List<String> tags) {
        static final Texts NONE = new Texts(null, null, List.of());
    }

    private static Texts texts(Fields fields, Texts otherwise) {
        return new Texts(
                fields.has("name") ? fields.optionalText("name") : otherwise.name,
                fields.has("description")
                        ? fields.optionalText("description")
                        : otherwise.description,
                fields.has("tags") ? tags(fields) : otherwise.tags);
    }

    private static List<String> tags(Fields fields) {
        JsonNode list = fields.get("tags");
        List<String> tags = new ArrayList<>();
        if (list == null) {
            return tags;
        }
        if (!list.isArray()) {
            throw new ApiProblem(ApiError.BAD_VALUE, fields.at("tags"), list.toString(), "array");
        }
        for (JsonNode tag : list) {
            if (!tag.isString()) {
                throw new ApiProblem(
                        ApiError.BAD_VALUE, fields.at("tags"), tag.toString(), "strings");
            }
            tags.add(tag.stringValue().strip());
        }
        return tags;
    }

    private static void counter(Fields fields) {
        String type = fields.optionalText("type");
        if (type != null && !type.equals(DeclarationBodies.COUNTER)) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE, fields.at("type"), type, DeclarationBodies.COUNTER);
        }
    }

    private static VariableType type(Fields fields) {
        String name = fields.requiredText("type");
        for (VariableType type : VariableType.values()) {
            if (typeName(type).equals(name)) {
                return type;
            }
        }
        throw new ApiProblem(ApiError.BAD_VALUE, fields.at("type"), name, "String, Int, Double");
    }

    private static String typeName(VariableType type) {
        return DeclarationBodies.typeName(type);
    }
}
