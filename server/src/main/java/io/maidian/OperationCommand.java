package io.maidian;

import io.maidian.config.InvalidConfigException;
import io.maidian.config.ServerConfig;
import io.maidian.disk.Disk;
import io.maidian.disk.FileDisk;
import io.maidian.disk.InUseException;
import io.maidian.operations.Operation;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The commands that have an operation done: by the server that holds the data folder, or on the
 * folder itself where none runs.
 */
final class OperationCommand {
    private OperationCommand() {}

    /** What all of them take. */
    static final class DataFolder {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                defaultValue = "data",
                description = "Data folder (default: ./data).")
        private Path data = Path.of("data");

        @Spec(Spec.Target.MIXEE)
        private @Nullable CommandSpec command;

        private PrintWriter out() {
            return Objects.requireNonNull(command).commandLine().getOut();
        }

        /** Work on a folder that no server holds. */
        interface Offline {
            void run(StoppedServer server, OperationProgress progress)
                    throws IOException, InterruptedException;
        }

        int run(Operation.Kind kind, @Nullable Path folder) throws StartException {
            return run(
                    kind, folder, (server, progress) -> server.run(kind, folder, progress::until));
        }

        int run(Operation.Kind kind, @Nullable Path folder, Offline offline) throws StartException {
            OperationProgress progress = new OperationProgress(out());
            Disk disk = new FileDisk();
            if (!Files.isDirectory(data.resolve("log"))) {
                throw new StartException(
                        "there is no data in " + data + ": name the data folder with --data");
            }
            try {
                URI address = ServerAddress.read(disk, data);
                try (Closeable _ = disk.lock(data.resolve("maidian.lock"))) {
                    offline.run(new StoppedServer(disk, config()), progress);
                } catch (InUseException e) {
                    if (address == null) {
                        throw e;
                    }
                    online(address, kind, folder, progress);
                }
            } catch (IOException e) {
                throw new StartException(String.valueOf(e.getMessage()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartException("interrupted", e);
            }
            return progress.succeeded() ? 0 : 2;
        }

        private void online(
                URI address, Operation.Kind kind, @Nullable Path folder, OperationProgress progress)
                throws IOException, InterruptedException {
            String token = Files.readString(data.resolve("admin.token")).strip();
            try (RunningServer server = new RunningServer(address, token)) {
                String id = server.start(kind, folder);
                progress.until(() -> server.progress(id));
            }
        }

        private ServerConfig config() throws IOException {
            try {
                return ServerConfig.load(null, System.getenv(), Map.of("data", data.toString()));
            } catch (InvalidConfigException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    /** {@code maidian snapshot}. */
    @Command(
            name = "snapshot",
            description = "Takes a verified copy of the event store, for a later rebuild.",
            mixinStandardHelpOptions = true)
    static final class Snapshot implements Callable<Integer> {
        @Mixin private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws StartException {
            return data.run(Operation.Kind.SNAPSHOT, null);
        }
    }

    /** {@code maidian compact}. */
    @Command(
            name = "compact",
            description =
                    "Gives disk back: a file without free space takes the event store's place,"
                            + " while the server runs.",
            mixinStandardHelpOptions = true)
    static final class Compact implements Callable<Integer> {
        @Mixin private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws StartException {
            return data.run(Operation.Kind.COMPACT, null);
        }
    }

    /** {@code maidian rebuild}. */
    @Command(
            name = "rebuild",
            description =
                    "Makes the event store anew from its newest snapshot and the log. A server that"
                            + " runs takes uploads meanwhile; without one, the store may be damaged"
                            + " or missing.",
            mixinStandardHelpOptions = true)
    static final class Rebuild implements Callable<Integer> {
        @Mixin private DataFolder data = new DataFolder();

        @Option(
                names = "--base-only",
                description =
                        "Only where no server runs: put the snapshot in place, and leave what the"
                                + " log holds after it to the server. It can be started, and take"
                                + " uploads, soonest this way.")
        private boolean baseOnly;

        @Override
        public Integer call() throws StartException {
            return data.run(
                    Operation.Kind.REBUILD,
                    null,
                    (server, progress) -> server.rebuild(baseOnly, progress::until));
        }
    }

    /** {@code maidian backup}. */
    @Command(
            name = "backup",
            description =
                    "Copies all that a server needs into a folder, while it runs. Into the folder"
                            + " of an older backup, it copies only what is new.",
            mixinStandardHelpOptions = true)
    static final class Backup implements Callable<Integer> {
        @Parameters(
                index = "0",
                paramLabel = "DIR",
                description = "A new or empty folder, or that of an older backup.")
        private Path folder = Path.of("");

        @Mixin private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws StartException {
            return data.run(Operation.Kind.BACKUP, folder.toAbsolutePath().normalize());
        }
    }
}
