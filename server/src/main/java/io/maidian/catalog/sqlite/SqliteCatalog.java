package io.maidian.catalog.sqlite;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.Chart;
import io.maidian.catalog.EventDefinition;
import io.maidian.catalog.Project;
import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.TrackingPlan;
import io.maidian.catalog.VariableDefinition;
import io.maidian.event.RetentionCutoffs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The catalog in one SQLite file. All use of its one connection is serialized by a lock: changes
 * are rare and made by hand, and what is asked often is answered by the snapshot, which is replaced
 * after each change. Safe for any thread; all but {@link #snapshot} belongs on a platform thread,
 * since SQLite's native frames pin a virtual thread's carrier.
 */
public final class SqliteCatalog implements Catalog {
    private final Path file;
    private final Connection connection;
    private final Handle handle;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile CatalogSnapshot snapshot;
    private boolean closed;

    private SqliteCatalog(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
        this.handle = Jdbi.create(connection).open();
        this.snapshot = ProjectRows.snapshot(handle, ai -> PlanRows.plan(handle, ai));
    }

    /**
     * Opens the catalog; creates it where it is missing, and brings an older one to this version's
     * format.
     *
     * @throws IOException where it cannot be used; the message is one line that names the file and
     *     says what to do
     */
    public static SqliteCatalog open(Path file) throws IOException {
        Connection connection = CatalogFile.open(file);
        try {
            return new SqliteCatalog(file, connection);
        } catch (RuntimeException e) {
            try {
                connection.close();
            } catch (SQLException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw new IOException(
                    "The catalog "
                            + file
                            + " holds what this version cannot read; restore it from a backup. "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Copies the catalog as it is now into a new file, which no reader needs more than; not forced.
     *
     * @throws IOException where it cannot be written
     */
    public void copyTo(Path target) throws IOException {
        try {
            locked(handle ->
                    handle.createUpdate("VACUUM INTO :file")
                            .bind("file", target.toAbsolutePath().toString())
                            .execute());
        } catch (UncheckedIOException e) {
            throw new IOException(
                    "the catalog cannot be copied to " + target + ": " + e.getMessage(), e);
        }
    }

    @Override
    public CatalogSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public List<Project> projects() {
        return locked(ProjectRows::all);
    }

    @Override
    public boolean addProject(Project project) {
        return locked(handle -> {
            boolean added = ProjectRows.insert(handle, project);
            if (added) {
                snapshot = ProjectRows.snapshot(handle, snapshot::plan);
            }
            return added;
        });
    }

    @Override
    public Project changeProject(String ai, UnaryOperator<Project> change) {
        return locked(handle -> {
            Project now = snapshot.project(ai);
            if (now == null) {
                throw new IllegalArgumentException("There is no project " + ai);
            }
            Project changed = change.apply(now);
            ProjectRows.update(handle, changed);
            snapshot = ProjectRows.snapshot(handle, snapshot::plan);
            return changed;
        });
    }

    @Override
    public ProjectSettings changeSettings(String ai, UnaryOperator<ProjectSettings> change) {
        return locked(handle -> {
            ProjectSettings changed =
                    handle.inTransaction(transaction -> {
                        ProjectRows.require(transaction, ai);
                        ProjectSettings after = change.apply(ProjectRows.settings(transaction, ai));
                        ProjectRows.save(transaction, ai, after);
                        return after;
                    });
            snapshot = ProjectRows.snapshot(handle, snapshot::plan);
            return changed;
        });
    }

    @Override
    public void raiseCutoffs(RetentionCutoffs cutoffs, long nowMillis) {
        changed(handle -> ProjectRows.raiseCutoffs(handle, cutoffs, nowMillis));
    }

    @Override
    public RetentionCutoffs cutoffs() {
        return locked(ProjectRows::cutoffs);
    }

    @Override
    public List<EventDefinition> events(String ai) {
        return snapshot.plan(ai).events();
    }

    @Override
    public List<VariableDefinition> variables(String ai) {
        return snapshot.plan(ai).variables();
    }

    @Override
    public boolean declare(String ai, EventDefinition event, TrackingPlan plan) {
        return changedPlan(
                ai,
                handle -> {
                    ProjectRows.require(handle, ai);
                    return isCurrent(ai, plan) && PlanRows.declare(handle, ai, event);
                });
    }

    @Override
    public boolean declare(String ai, VariableDefinition variable, TrackingPlan plan) {
        return changedPlan(
                ai,
                handle -> {
                    ProjectRows.require(handle, ai);
                    return isCurrent(ai, plan) && PlanRows.declare(handle, ai, variable);
                });
    }

    /** Each change of a plan makes a new one. Under the lock. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isCurrent(String ai, TrackingPlan plan) {
        return snapshot.plan(ai) == plan;
    }

    @Override
    public boolean removeEvent(String ai, String key) {
        return changedPlan(ai, handle -> PlanRows.removeEvent(handle, ai, key));
    }

    @Override
    public boolean removeVariable(String ai, String key) {
        return changedPlan(ai, handle -> PlanRows.removeVariable(handle, ai, key));
    }

    /** Changes what is declared in a project, in one transaction. */
    private boolean changedPlan(String ai, Predicate<Handle> change) {
        return locked(handle -> {
            boolean changed = handle.inTransaction(change::test);
            if (changed) {
                TrackingPlan plan = PlanRows.plan(handle, ai);
                CatalogSnapshot before = snapshot;
                snapshot =
                        ProjectRows.snapshot(
                                handle, other -> other.equals(ai) ? plan : before.plan(other));
            }
            return changed;
        });
    }

    @Override
    public List<Chart> charts(String ai) {
        return locked(handle ->
                handle.createQuery(
                                "SELECT * FROM chart WHERE ai = :ai"
                                        + " ORDER BY created_millis DESC, number DESC")
                        .bind("ai", ai)
                        .map((row, _) -> chart(row))
                        .list());
    }

    @Override
    public @Nullable Chart chart(String ai, String id) {
        return locked(handle ->
                        handle.createQuery("SELECT * FROM chart WHERE ai = :ai AND id = :id")
                                .bind("ai", ai)
                                .bind("id", id)
                                .map((row, _) -> chart(row))
                                .findOne())
                .orElse(null);
    }

    @Override
    public void saveChart(Chart chart) {
        changed(handle -> {
            ProjectRows.require(handle, chart.ai());
            handle.createUpdate(
                            "INSERT INTO chart (ai, id, name, query_json, created_millis)"
                                    + " VALUES (:ai, :id, :name, :query, :created)"
                                    + " ON CONFLICT (ai, id) DO UPDATE SET"
                                    + " name = excluded.name,"
                                    + " query_json = excluded.query_json,"
                                    + " created_millis = excluded.created_millis")
                    .bind("ai", chart.ai())
                    .bind("id", chart.id())
                    .bind("name", chart.name())
                    .bind("query", chart.queryJson())
                    .bind("created", chart.createdMillis())
                    .execute();
        });
    }

    @Override
    public boolean deleteChart(String ai, String id) {
        return locked(handle ->
                handle.createUpdate("DELETE FROM chart WHERE ai = :ai AND id = :id")
                                .bind("ai", ai)
                                .bind("id", id)
                                .execute()
                        > 0);
    }

    @Override
    public void addSession(String secretHash, long createdMillis, long expiresMillis) {
        changed(handle -> {
            handle.createUpdate("DELETE FROM session WHERE expires_millis <= :now")
                    .bind("now", createdMillis)
                    .execute();
            handle.createUpdate(
                            "INSERT INTO session"
                                    + " (secret_hash, created_millis, expires_millis)"
                                    + " VALUES (:hash, :created, :expires)"
                                    + " ON CONFLICT (secret_hash) DO UPDATE SET"
                                    + " created_millis = excluded.created_millis,"
                                    + " expires_millis = excluded.expires_millis")
                    .bind("hash", secretHash)
                    .bind("created", createdMillis)
                    .bind("expires", expiresMillis)
                    .execute();
            handle.createUpdate(
                            "DELETE FROM session WHERE number NOT IN (SELECT number FROM"
                                    + " session ORDER BY created_millis DESC, number DESC"
                                    + " LIMIT :most)")
                    .bind("most", MAX_SESSIONS)
                    .execute();
        });
    }

    @Override
    public boolean hasSession(String secretHash, long nowMillis) {
        return locked(handle ->
                handle.createQuery(
                                        "SELECT count(*) FROM session WHERE secret_hash = :hash AND"
                                                + " expires_millis > :now")
                                .bind("hash", secretHash)
                                .bind("now", nowMillis)
                                .mapTo(int.class)
                                .one()
                        > 0);
    }

    @Override
    public void deleteSession(String secretHash) {
        changed(handle ->
                handle.createUpdate("DELETE FROM session WHERE secret_hash = :hash")
                        .bind("hash", secretHash)
                        .execute());
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            handle.close();
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Function<Handle, T> use) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The catalog " + file + " is closed");
            }
            return use.apply(handle);
        } catch (JdbiException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    /** In one transaction. */
    private void changed(Consumer<Handle> change) {
        locked(handle -> {
            handle.useTransaction(change::accept);
            return true;
        });
    }

    private UncheckedIOException failed(Exception e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new UncheckedIOException(
                new IOException("The catalog " + file + " failed: " + root.getMessage(), e));
    }

    private static Chart chart(ResultSet row) throws SQLException {
        return new Chart(
                row.getString("id"),
                row.getString("ai"),
                row.getString("name"),
                row.getString("query_json"),
                row.getLong("created_millis"));
    }
}
