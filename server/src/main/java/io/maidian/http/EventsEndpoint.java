package io.maidian.http;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.EventDefinition;
import io.maidian.catalog.TrackingPlan;
import io.maidian.catalog.VariableDefinition;
import io.maidian.query.QueryEngine;
import io.maidian.query.SeenEvent;
import io.maidian.query.TimeRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /api/projects/{ai}/events}: what was seen and what is declared, joined by key. */
final class EventsEndpoint {
    /** Beyond all times: the end of what milliseconds a browser can write. */
    private static final long MAX_MILLIS = 8_640_000_000_000_000L;

    private final ProjectLookup projects;
    private final Catalog catalog;
    private final QueryEngine engine;

    EventsEndpoint(ProjectLookup projects, Catalog catalog, QueryEngine engine) {
        this.projects = projects;
        this.catalog = catalog;
        this.engine = engine;
    }

    ApiAnswer list(ApiRequest request) throws IOException {
        CatalogSnapshot.Entry entry = projects.entry(request);
        TrackingPlan plan = entry.plan();
        Set<String> arrived = new HashSet<>();
        List<Body> bodies = new ArrayList<>();
        for (SeenEvent seen : engine.seenEvents(entry.project().ai())) {
            arrived.add(seen.key());
            bodies.add(body(seen, plan));
        }
        for (EventDefinition declared : plan.events()) {
            if (!arrived.contains(declared.key())) {
                bodies.add(body(new SeenEvent(declared.key(), 0, 0, null, null, List.of()), plan));
            }
        }
        return ApiAnswer.ok(bodies);
    }

    ApiAnswer declare(ApiRequest request) {
        return ApiAnswer.created(declared(request, _ -> null));
    }

    ApiAnswer change(ApiRequest request) {
        return ApiAnswer.ok(declared(request, plan -> declared(plan, request)));
    }

    ApiAnswer remove(ApiRequest request) {
        CatalogSnapshot.Entry entry = projects.entry(request);
        EventDefinition removed = declared(entry.plan(), request);
        catalog.removeEvent(entry.project().ai(), removed.key());
        return ApiAnswer.ok(DeclarationBodies.Event.of(removed));
    }

    /**
     * How many values of each variable do not fit its type, of those that ever had such a value.
     */
    ApiAnswer misfits(ApiRequest request) throws IOException {
        CatalogSnapshot.Entry entry = projects.entry(request);
        long from = request.number("from", 0, 0, MAX_MILLIS);
        long to = request.number("to", MAX_MILLIS, 1, MAX_MILLIS);
        if (to <= from) {
            throw new ApiProblem(ApiError.BAD_RANGE, "to", Long.toString(to));
        }
        return ApiAnswer.ok(
                engine
                        .misfits(
                                entry.project().ai(),
                                request.pathValue("key"),
                                entry.plan().variables(),
                                new TimeRange(from, to))
                        .stream()
                        .map(each ->
                                new MisfitsBody(
                                        each.key(),
                                        DeclarationBodies.typeName(each.declared()),
                                        each.values(),
                                        each.misfits()))
                        .toList());
    }

    private record MisfitsBody(String key, String type, long values, long misfits) {}

    /**
     * Declares an event; judges it again where the plan has changed meanwhile.
     *
     * @param changed the declaration that the request changes, of the plan; null for none
     */
    private DeclarationBodies.Event declared(
            ApiRequest request, Function<TrackingPlan, @Nullable EventDefinition> changed) {
        while (true) {
            CatalogSnapshot.Entry entry = projects.entry(request);
            String ai = entry.project().ai();
            TrackingPlan plan = entry.plan();
            EventDefinition event =
                    new DeclarationReader(plan, arrived(engine, ai))
                            .event(request.body(), changed.apply(plan));
            if (catalog.declare(ai, event, plan)) {
                return DeclarationBodies.Event.of(event);
            }
        }
    }

    private static EventDefinition declared(TrackingPlan plan, ApiRequest request) {
        String key = request.pathValue("key");
        EventDefinition declared = plan.event(key);
        if (declared == null) {
            throw new ApiProblem(ApiError.NOT_DECLARED, "", key);
        }
        return declared;
    }

    /** Whether a value of a variable has arrived in a project; looks once, when first asked. */
    static Predicate<String> arrived(QueryEngine engine, String ai) {
        Set<String> keys = new HashSet<>();
        return variable -> {
            try {
                if (keys.isEmpty()) {
                    engine.seenEvents(ai).stream()
                            .flatMap(event -> event.variables().stream())
                            .forEach(seen -> keys.add(seen.key()));
                }
                return keys.contains(variable);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static Body body(SeenEvent seen, TrackingPlan plan) {
        EventDefinition declared = plan.event(seen.key());
        Map<String, SeenEvent.SeenVariable> seenVariables = new HashMap<>();
        seen.variables().forEach(v -> seenVariables.put(v.key(), v));
        List<BodyVariable> variables = new ArrayList<>();
        if (declared != null) {
            for (VariableDefinition v : declared.variables()) {
                variables.add(BodyVariable.of(v, true, seenVariables.get(v.key())));
            }
        }
        for (SeenEvent.SeenVariable v : seen.variables()) {
            if (!plan.declares(seen.key(), v.key())) {
                VariableDefinition elsewhere = plan.variable(v.key());
                variables.add(
                        elsewhere == null
                                ? BodyVariable.found(v)
                                : BodyVariable.of(elsewhere, false, v));
            }
        }
        return new Body(
                seen.key(),
                DeclarationBodies.COUNTER,
                declared == null ? null : declared.name(),
                declared == null ? null : declared.description(),
                declared == null ? List.of() : declared.tags(),
                declared != null,
                seen.count(),
                seen.rejected(),
                seen.firstReceivedMillis(),
                seen.lastReceivedMillis(),
                variables);
    }

    private record Body(
            String key,
            String type,
            @Nullable String name,
            @Nullable String description,
            List<String> tags,
            boolean declared,
            long count,
            long rejected,
            @Nullable Long firstReceived,
            @Nullable Long lastReceived,
            List<BodyVariable> variables) {}

    private record BodyVariable(
            String key,
            @Nullable String name,
            @Nullable String description,
            List<String> tags,
            String type,
            boolean declared,
            List<String> seen) {
        /**
         * One that is declared.
         *
         * @param here whether this event names it
         */
        static BodyVariable of(
                VariableDefinition variable, boolean here, SeenEvent.@Nullable SeenVariable seen) {
            return new BodyVariable(
                    variable.key(),
                    variable.name(),
                    variable.description(),
                    variable.tags(),
                    DeclarationBodies.typeName(variable.type()),
                    here,
                    seen == null ? List.of() : types(seen));
        }

        static BodyVariable found(SeenEvent.SeenVariable seen) {
            List<String> types = types(seen);
            return new BodyVariable(
                    seen.key(), null, null, List.of(), types.getFirst(), false, types);
        }

        private static List<String> types(SeenEvent.SeenVariable seen) {
            return seen.types().stream().sorted().map(DeclarationBodies::typeName).toList();
        }
    }
}
