package io.maidian.http;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.Quota;
import io.maidian.catalog.Quota.Rate;
import io.maidian.catalog.Undeclared;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code /api/projects/{ai}/settings}. */
final class SettingsEndpoint {
    private static final Set<String> MEMBERS =
            Set.of(
                    "uploads",
                    "retry_detection",
                    "undeclared",
                    "quota",
                    "quarantine_days",
                    "event_days");
    private static final Set<String> QUOTA_MEMBERS =
            Set.of("events_per_second", "events_burst", "bytes_per_second", "bytes_burst");

    private final ProjectLookup projects;
    private final Catalog catalog;

    SettingsEndpoint(ProjectLookup projects, Catalog catalog) {
        this.projects = projects;
        this.catalog = catalog;
    }

    ApiAnswer get(ApiRequest request) {
        CatalogSnapshot.Entry entry = projects.entry(request);
        return ApiAnswer.ok(Body.of(entry.settings()));
    }

    ApiAnswer put(ApiRequest request) {
        String ai = projects.require(request).ai();
        Fields fields = new Fields(request.body(), "", MEMBERS);
        return ApiAnswer.ok(Body.of(catalog.changeSettings(ai, now -> read(fields, now))));
    }

    /** What is absent stays as it is; a quota is taken whole; event days that are null are none. */
    private static ProjectSettings read(Fields fields, ProjectSettings now) {
        boolean uploads = fields.flag("uploads", now.uploads());
        boolean retryDetection = fields.flag("retry_detection", now.retryDetection());
        Undeclared undeclared = fields.choice("undeclared", Undeclared.class, now.undeclared());
        JsonNode quotaNode = fields.get("quota");
        Quota quota = quotaNode == null ? now.quota() : quota(quotaNode);
        Long days = fields.optionalWhole("quarantine_days");
        Long eventDays = fields.optionalWhole("event_days");
        Duration eventRetention = eventDays == null ? null : days(eventDays);
        return fields.valid(() ->
                new ProjectSettings(
                        uploads,
                        retryDetection,
                        undeclared,
                        quota,
                        days == null ? now.quarantineRetention() : days(days),
                        fields.has("event_days") ? eventRetention : now.eventRetention()));
    }

    private static Duration days(long days) {
        // What is out of range is told by the settings; here it must only not overflow.
        return Duration.ofDays(Math.clamp(days, -1_000_000, 1_000_000));
    }

    private static Quota quota(JsonNode node) {
        Fields fields = new Fields(node, "/quota", QUOTA_MEMBERS);
        Rate events = rate(fields, "events");
        Rate bytes = rate(fields, "bytes");
        return fields.valid(() -> new Quota(events, bytes));
    }

    private static @Nullable Rate rate(Fields fields, String what) {
        Long perSecond = fields.optionalWhole(what + "_per_second");
        Long burst = fields.optionalWhole(what + "_burst");
        if (perSecond == null) {
            if (burst != null) {
                throw new ApiProblem(
                        ApiError.BAD_VALUE,
                        fields.at(what + "_burst"),
                        burst.toString(),
                        "null, as there is no " + what + "_per_second");
            }
            return null;
        }
        return burst == null ? Rate.perSecond(perSecond) : new Rate(perSecond, burst);
    }

    private record Body(
            boolean uploads,
            boolean retryDetection,
            String undeclared,
            QuotaBody quota,
            long quarantineDays,
            @Nullable Long eventDays) {
        static Body of(ProjectSettings settings) {
            Duration kept = settings.eventRetention();
            return new Body(
                    settings.uploads(),
                    settings.retryDetection(),
                    settings.undeclared().name().toLowerCase(Locale.ROOT),
                    QuotaBody.of(settings.quota()),
                    settings.quarantineRetention().toDays(),
                    kept == null ? null : kept.toDays());
        }
    }

    private record QuotaBody(
            @Nullable Long eventsPerSecond,
            @Nullable Long eventsBurst,
            @Nullable Long bytesPerSecond,
            @Nullable Long bytesBurst) {
        static QuotaBody of(Quota quota) {
            Rate events = quota.events();
            Rate bytes = quota.bytes();
            return new QuotaBody(
                    events == null ? null : events.perSecond(),
                    events == null ? null : events.burst(),
                    bytes == null ? null : bytes.perSecond(),
                    bytes == null ? null : bytes.burst());
        }
    }
}
