package io.maidian.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.disk.FileDisk;
import io.maidian.disk.ForwardingDisk;
import io.maidian.disk.SimulatedCrash;
import io.maidian.disk.SimulatedDisk;
import io.maidian.log.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a backup's folder there is always one whole backup, wherever a crash comes. */
class BackupTest {
    private static final Path DATA = Path.of("/data");
    private static final Path BACKUP = Path.of("/backup");
    private static final Path RESTORED = Path.of("/restored");
    private static final Path FIRST_SEGMENT = DATA.resolve("log/00000000000000000000.log");
    private static final Path SECOND_SEGMENT = DATA.resolve("log/00000000000000000100.log");
    private static final int HEADER = 24;

    private final FixedLog log = new FixedLog();

    private static void append(Disk disk, Path file, String content) throws IOException {
        try (DiskFile open = disk.open(file)) {
            open.append(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
            open.force();
        }
        disk.forceFolder(Objects.requireNonNull(file.getParent()));
    }

    private static String text(SimulatedDisk disk, Path file) {
        byte[] bytes = disk.contents().get(file);
        return bytes == null ? "missing" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** A server's folder whose log holds 60 bytes, with bytes behind that are not durable yet. */
    private SimulatedDisk first(long seed) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(seed);
        append(disk, FIRST_SEGMENT, "a".repeat(HEADER + 60) + "not durable");
        append(disk, DATA.resolve("retry.key"), "the key");
        append(disk, DATA.resolve("admin.token"), "the token");
        append(disk, snapshot(50), "store at 50");
        log.reaches(0, 60);
        return disk;
    }

    private static Path snapshot(long position) {
        return DATA.resolve("snapshots/store-%020d-1700000000000.duckdb".formatted(position));
    }

    /** More of the log, in a second segment, and a newer snapshot. */
    private void grow(SimulatedDisk disk) throws IOException {
        try (DiskFile open = disk.open(FIRST_SEGMENT)) {
            open.truncate(HEADER + 60);
        }
        append(disk, FIRST_SEGMENT, "b".repeat(40));
        append(disk, SECOND_SEGMENT, "c".repeat(HEADER + 30));
        append(disk, snapshot(110), "store at 110");
        log.reaches(0, 130);
    }

    private Backup.Summary backup(Disk disk, long snapshot, long nowMillis) throws IOException {
        Backup backup = new Backup(disk, BACKUP);
        backup.prepare(DATA);
        Backup.Source source =
                new Backup.Source(
                        DATA,
                        log,
                        new Backup.StoreCopy(snapshot(snapshot), new LogPosition(snapshot)),
                        file -> append(disk, file, "catalog at " + nowMillis),
                        "test");
        return backup.write(source, nowMillis, _ -> {});
    }

    private static void checkRestored(SimulatedDisk disk, boolean older) throws IOException {
        new Restore(disk, BACKUP).into(RESTORED, _ -> {});
        String name = FIRST_SEGMENT.getFileName().toString();
        assertThat(text(disk, RESTORED.resolve("log").resolve(name)))
                .isEqualTo("a".repeat(HEADER + 60) + (older ? "" : "b".repeat(40)));
        assertThat(text(disk, RESTORED.resolve("log/00000000000000000100.log")))
                .isEqualTo(older ? "missing" : "c".repeat(HEADER + 30));
        assertThat(text(disk, RESTORED.resolve("store/maidian.duckdb")))
                .isEqualTo(older ? "store at 50" : "store at 110");
        assertThat(text(disk, RESTORED.resolve("catalog.sqlite")))
                .isEqualTo("catalog at " + (older ? 1000 : 2000));
        assertThat(text(disk, RESTORED.resolve("retry.key"))).isEqualTo("the key");
        assertThat(text(disk, RESTORED.resolve("admin.token"))).isEqualTo("missing");
        assertThat(text(disk, RESTORED.resolve(Restore.MARK))).isEqualTo("missing");
    }

    @Test
    void whatWasDurableIsRestoredAndOnlyWhatIsNewIsCopiedAgain() throws IOException {
        SimulatedDisk disk = first(1);
        Backup.Summary one = backup(disk, 50, 1000);
        assertThat(one.end()).isEqualTo(new LogPosition(60));
        Backup.Summary same = backup(disk, 50, 1500);
        assertThat(same.copiedBytes()).isEqualTo("catalog at 1500".length());
        grow(disk);
        Backup.Summary two = backup(disk, 110, 2000);
        assertThat(two.end()).isEqualTo(new LogPosition(130));
        checkRestored(disk, false);
        assertThat(disk.list(BACKUP.resolve("log"))).as("what is not listed is gone").hasSize(2);
    }

    @Test
    void aCrashAtAnyPointLeavesTheOlderOrTheNewerBackupWhole() throws IOException {
        boolean wasOlder = false;
        boolean wasNewer = false;
        for (int crash = 0; crash < 90; crash++) {
            for (long seed = 0; seed < 5; seed++) {
                SimulatedDisk disk = first(seed);
                backup(disk, 50, 1000);
                grow(disk);
                disk.crashAfter(crash);
                boolean ended = true;
                try {
                    backup(disk, 110, 2000);
                } catch (SimulatedCrash e) {
                    ended = false;
                }
                disk.restartAfterCrash();
                boolean older = new Restore(disk, BACKUP).manifest().takenMillis() == 1000;
                assertThat(ended && older).isFalse();
                checkRestored(disk, older);
                wasOlder |= older;
                wasNewer |= !older;

                backup(disk, 110, 2000);
            }
        }
        assertThat(wasOlder && wasNewer).isTrue();
    }

    @Test
    void aCrashInARestoreLeavesAFolderThatBearsTheMark() throws IOException {
        for (int crash = 0; crash < 40; crash++) {
            SimulatedDisk disk = first(crash);
            backup(disk, 50, 1000);
            disk.crashAfter(crash);
            boolean ended = true;
            try {
                new Restore(disk, BACKUP).into(RESTORED, _ -> {});
            } catch (SimulatedCrash e) {
                ended = false;
            }
            disk.restartAfterCrash();
            Map<Path, byte[]> all = disk.contents();
            boolean marked = all.containsKey(RESTORED.resolve(Restore.MARK));
            boolean begun = all.keySet().stream().anyMatch(file -> file.startsWith(RESTORED));
            boolean whole = text(disk, RESTORED.resolve("retry.key")).equals("the key");
            assertThat(marked || !begun || whole || onlyMark(all)).as("crash %s", crash).isTrue();
            assertThat(ended && !whole).isFalse();
        }
    }

    private static boolean onlyMark(Map<Path, byte[]> all) {
        return all.keySet().stream()
                .filter(file -> file.startsWith(RESTORED))
                .allMatch(file -> file.getFileName().toString().startsWith(Restore.MARK));
    }

    @Test
    void theSegmentOfAnotherLifeOfTheLogIsNotTakenForThisOne() throws IOException {
        SimulatedDisk disk = first(1);
        backup(disk, 50, 1000);
        disk.delete(FIRST_SEGMENT);
        append(disk, FIRST_SEGMENT, "z".repeat(HEADER + 60));
        backup(disk, 50, 2000);
        new Restore(disk, BACKUP).into(RESTORED, _ -> {});
        assertThat(text(disk, RESTORED.resolve("log/00000000000000000000.log")))
                .isEqualTo("z".repeat(HEADER + 60));
    }

    @Test
    void aStoreFromBeforeTheLogsBeginningMakesNoBackup() throws IOException {
        SimulatedDisk disk = first(1);
        log.reaches(55, 60);
        assertThatThrownBy(() -> backup(disk, 50, 1000)).hasMessageContaining("try again");
        assertThat(text(disk, BACKUP.resolve(BackupManifest.NAME))).isEqualTo("missing");
    }

    @Test
    void aFileThatIsMissingInTheBackupIsNamed() throws IOException {
        SimulatedDisk disk = first(1);
        backup(disk, 50, 1000);
        disk.delete(BACKUP.resolve("store/" + snapshot(50).getFileName()));
        assertThatThrownBy(() -> new Restore(disk, BACKUP).into(RESTORED, _ -> {}))
                .hasMessageContaining("lacks")
                .hasMessageContaining("store-");
        assertThat(disk.contents().keySet()).noneMatch(file -> file.startsWith(RESTORED));
    }

    @Test
    void whatOthersKeepInTheBackupsFolderIsLeftAlone() throws IOException {
        SimulatedDisk disk = first(1);
        backup(disk, 50, 1000);
        Path dump = BACKUP.resolve("pgdumps/monday.gz");
        Path notes = BACKUP.resolve("log/notes.txt");
        append(disk, dump, "a dump");
        append(disk, notes, "notes");
        grow(disk);
        backup(disk, 110, 2000);
        assertThat(text(disk, dump)).isEqualTo("a dump");
        assertThat(text(disk, notes)).isEqualTo("notes");
        checkRestored(disk, false);
    }

    @Test
    void whatALinkLeadsToIsLeftAlone(@TempDir Path folder) throws IOException {
        Disk disk = new FileDisk();
        Path another = Files.createDirectories(folder.resolve("another/log"));
        Path file = another.resolve("00000000000000000000.log-99");
        append(disk, file, "of another backup");
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.createSymbolicLink(root.resolve("log"), another);
        BackupFolder linked = new BackupFolder(disk, root);
        assertThat(linked.ownFiles()).isEmpty();
        assertThat(linked.isUnfinished()).isFalse();
        assertThat(new BackupFolder(disk, folder.resolve("another")).ownFiles())
                .containsExactly(file);
    }

    @Test
    void aFolderWithSomebodysFilesTakesNoFirstBackup() throws IOException {
        for (String somebodys : List.of("log/app.log", "store/old/a.txt", "docs/a", "notes")) {
            SimulatedDisk disk = first(1);
            Path file = BACKUP.resolve(somebodys);
            append(disk, file, "somebody's");
            assertThatThrownBy(() -> backup(disk, 50, 1000)).hasMessageContaining("no backup");
            assertThat(text(disk, file)).isEqualTo("somebody's");
        }
    }

    @Test
    void aFirstBackupThatACrashEndedIsMadeAgain() throws IOException {
        boolean wasUnfinished = false;
        for (int crash = 0; crash < 60; crash++) {
            SimulatedDisk disk = first(crash);
            disk.crashAfter(crash);
            try {
                backup(disk, 50, 500);
            } catch (SimulatedCrash e) {
                wasUnfinished = true;
            }
            disk.restartAfterCrash();
            backup(disk, 50, 1000);
            checkRestored(disk, true);
        }
        assertThat(wasUnfinished).isTrue();
    }

    @Test
    void aDisksRootTakesABackupWithoutRightsToWhatElseIsThere() throws IOException {
        SimulatedDisk disk = first(1);
        Path lost = BACKUP.resolve("lost+found");
        append(disk, lost.resolve("#12"), "of root alone");
        Disk refusing =
                new ForwardingDisk(disk) {
                    @Override
                    public List<Path> list(Path folder) throws IOException {
                        requireRight(folder);
                        return super.list(folder);
                    }

                    @Override
                    public void forceFolder(Path folder) throws IOException {
                        requireRight(folder);
                        super.forceFolder(folder);
                    }

                    private void requireRight(Path folder) throws IOException {
                        if (folder.equals(lost)) {
                            throw new AccessDeniedException(folder.toString());
                        }
                    }
                };
        backup(refusing, 50, 500);
        backup(refusing, 50, 1000);
        checkRestored(disk, true);
    }
}
