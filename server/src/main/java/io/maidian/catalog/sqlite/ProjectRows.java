package io.maidian.catalog.sqlite;

import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.Project;
import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.Quota;
import io.maidian.catalog.Quota.Rate;
import io.maidian.catalog.TrackingPlan;
import io.maidian.catalog.Undeclared;
import io.maidian.event.RetentionCutoffs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Projects and what is set for them, in their tables. Used under the catalog's lock. */
final class ProjectRows {
    private static final String EVENTS = "EVENTS";
    private static final String REJECTED = "REJECTED";

    private ProjectRows() {}

    static boolean insert(Handle handle, Project project) {
        return handle.createUpdate(
                                "INSERT INTO project (ai, name, zone, created_millis)"
                                        + " VALUES (:ai, :name, :zone, :created)"
                                        + " ON CONFLICT (ai) DO NOTHING")
                        .bind("ai", project.ai())
                        .bind("name", project.name())
                        .bind("zone", project.zone().getId())
                        .bind("created", project.createdMillis())
                        .execute()
                > 0;
    }

    static void update(Handle handle, Project project) {
        handle.createUpdate("UPDATE project SET name = :name, zone = :zone WHERE ai = :ai")
                .bind("ai", project.ai())
                .bind("name", project.name())
                .bind("zone", project.zone().getId())
                .execute();
    }

    static List<Project> all(Handle handle) {
        return handle.createQuery("SELECT * FROM project ORDER BY created_millis, number")
                .map((row, _) -> project(row))
                .list();
    }

    /**
     * Sees to it that there is such a project.
     *
     * @throws IllegalArgumentException if there is none
     */
    static void require(Handle handle, String ai) {
        boolean there =
                handle.createQuery("SELECT count(*) FROM project WHERE ai = :ai")
                                .bind("ai", ai)
                                .mapTo(int.class)
                                .one()
                        > 0;
        if (!there) {
            throw new IllegalArgumentException("There is no project " + ai);
        }
    }

    /**
     * All projects with what is set for them and declared in them.
     *
     * @param plans what is declared, by project id
     */
    static CatalogSnapshot snapshot(Handle handle, Function<String, TrackingPlan> plans) {
        Map<String, CatalogSnapshot.Entry> entries = new HashMap<>();
        for (Project project : all(handle)) {
            entries.put(
                    project.ai(),
                    new CatalogSnapshot.Entry(
                            project, settings(handle, project.ai()), plans.apply(project.ai())));
        }
        return new CatalogSnapshot(entries);
    }

    static ProjectSettings settings(Handle handle, String ai) {
        return handle.createQuery("SELECT * FROM project_settings WHERE ai = :ai")
                .bind("ai", ai)
                .map((row, _) -> settings(row))
                .findOne()
                .orElse(ProjectSettings.DEFAULTS);
    }

    static void save(Handle handle, String ai, ProjectSettings settings) {
        Rate events = settings.quota().events();
        Rate bytes = settings.quota().bytes();
        Duration kept = settings.eventRetention();
        handle.createUpdate(
                        "INSERT OR REPLACE INTO project_settings (ai, uploads, retry_detection,"
                                + " undeclared, events_per_second, events_burst, bytes_per_second,"
                                + " bytes_burst, quarantine_days, event_days) VALUES (:ai, :uploads,"
                                + " :retry_detection, :undeclared, :events_per_second,"
                                + " :events_burst, :bytes_per_second, :bytes_burst,"
                                + " :quarantine_days, :event_days)")
                .bind("ai", ai)
                .bind("uploads", settings.uploads())
                .bind("retry_detection", settings.retryDetection())
                .bind("undeclared", settings.undeclared().name())
                .bind("events_per_second", events == null ? null : events.perSecond())
                .bind("events_burst", events == null ? null : events.burst())
                .bind("bytes_per_second", bytes == null ? null : bytes.perSecond())
                .bind("bytes_burst", bytes == null ? null : bytes.burst())
                .bind("quarantine_days", settings.quarantineRetention().toDays())
                .bind("event_days", kept == null ? null : kept.toDays())
                .execute();
    }

    static void raiseCutoffs(Handle handle, RetentionCutoffs cutoffs, long nowMillis) {
        raise(handle, EVENTS, cutoffs.events(), nowMillis);
        raise(handle, REJECTED, cutoffs.rejected(), nowMillis);
    }

    private static void raise(
            Handle handle, String kind, Map<String, Long> cutoffs, long nowMillis) {
        cutoffs.forEach((ai, before) ->
                handle.createUpdate(
                                "INSERT INTO retention_cutoff (ai, kind, before_millis)"
                                        + " SELECT ai, :kind, :before FROM project WHERE ai = :ai"
                                        + " ON CONFLICT (ai, kind) DO UPDATE SET before_millis ="
                                        + " CASE WHEN before_millis > :now THEN excluded.before_millis"
                                        + " ELSE max(before_millis, excluded.before_millis) END")
                        .bind("ai", ai)
                        .bind("kind", kind)
                        .bind("before", before)
                        .bind("now", nowMillis)
                        .execute());
    }

    static RetentionCutoffs cutoffs(Handle handle) {
        return new RetentionCutoffs(cutoffs(handle, EVENTS), cutoffs(handle, REJECTED));
    }

    private static Map<String, Long> cutoffs(Handle handle, String kind) {
        Map<String, Long> cutoffs = new HashMap<>();
        handle.createQuery("SELECT ai, before_millis FROM retention_cutoff WHERE kind = :kind")
                .bind("kind", kind)
                .map((row, _) -> cutoffs.put(row.getString("ai"), row.getLong("before_millis")))
                .list();
        return cutoffs;
    }

    private static Project project(ResultSet row) throws SQLException {
        return new Project(
                row.getString("ai"),
                row.getString("name"),
                ZoneId.of(row.getString("zone")),
                row.getLong("created_millis"));
    }

    private static ProjectSettings settings(ResultSet row) throws SQLException {
        return new ProjectSettings(
                row.getBoolean("uploads"),
                row.getBoolean("retry_detection"),
                Undeclared.valueOf(row.getString("undeclared")),
                new Quota(rate(row, "events"), rate(row, "bytes")),
                Duration.ofDays(row.getLong("quarantine_days")),
                eventRetention(row));
    }

    private static @Nullable Duration eventRetention(ResultSet row) throws SQLException {
        long days = row.getLong("event_days");
        return row.wasNull() ? null : Duration.ofDays(days);
    }

    private static @Nullable Rate rate(ResultSet row, String what) throws SQLException {
        long perSecond = row.getLong(what + "_per_second");
        return row.wasNull() ? null : new Rate(perSecond, row.getLong(what + "_burst"));
    }
}
