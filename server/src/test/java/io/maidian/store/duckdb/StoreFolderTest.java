package io.maidian.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.disk.DiskFile;
import io.maidian.disk.SimulatedCrash;
import io.maidian.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Of the store's generations one is whole and counts, wherever a crash comes. */
class StoreFolderTest {
    private static final Path ROOT = Path.of("/data/store");
    private static final int LONGEST = 60;

    private static void write(SimulatedDisk disk, Path file, String content) throws IOException {
        try (DiskFile open = disk.open(file)) {
            open.append(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
            open.force();
        }
    }

    private static String content(SimulatedDisk disk, Path file) {
        byte[] bytes = disk.contents().get(file);
        return bytes == null ? "missing" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** What a change of generations does to the disk; tells whether it came to its end. */
    private static boolean change(SimulatedDisk disk, StoreFolder folder, String content)
            throws IOException {
        try {
            int old = folder.current();
            int next = folder.reserve();
            write(disk, folder.file(next), content);
            folder.makeCurrent(next);
            folder.remove(old);
            return true;
        } catch (SimulatedCrash e) {
            return false;
        }
    }

    @Test
    void aCrashAtAnyPointOfAChangeLeavesTheOldOrTheNewGenerationWhole() throws IOException {
        boolean wasOld = false;
        boolean wasNew = false;
        for (int crash = 0; crash < LONGEST; crash++) {
            for (long seed = 0; seed < 20; seed++) {
                SimulatedDisk disk = new SimulatedDisk(seed);
                StoreFolder folder = new StoreFolder(disk, ROOT);
                write(disk, folder.file(1), "first");
                disk.forceFolder(ROOT);
                assertThat(change(disk, folder, "second")).isTrue();
                disk.crashAfter(crash);
                boolean ended = change(disk, folder, "third");
                disk.restartAfterCrash();
                int current = folder.current();
                String found = content(disk, folder.file(current));
                assertThat(found).as("crash %s seed %s", crash, seed).isIn("second", "third");
                assertThat(!ended || found.equals("third")).isTrue();
                wasOld |= found.equals("second");
                wasNew |= found.equals("third");

                folder.removeOthers(current);
                assertThat(content(disk, folder.file(current))).isEqualTo(found);
                assertThat(disk.contents().keySet())
                        .filteredOn(file -> file.endsWith(Database.FILE))
                        .containsExactly(folder.file(current));
            }
        }
        assertThat(wasOld && wasNew).isTrue();
    }

    @Test
    void aFirstGenerationNeedsNoPointer() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        StoreFolder folder = new StoreFolder(disk, ROOT);
        assertThat(folder.current()).isEqualTo(1);
        assertThat(folder.file(1)).isEqualTo(ROOT.resolve("maidian.duckdb"));
    }

    @Test
    void aPointerThatIsDamagedIsRefusedWithTheRepairNamed() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        write(disk, ROOT.resolve("CURRENT"), "maidian store 1: generatio");
        assertThatThrownBy(() -> new StoreFolder(disk, ROOT).current())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("CURRENT")
                .hasMessageContaining("maidian rebuild");
    }

    @Test
    void aStoreWithoutThePointerIsNotTakenForALeftover() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        StoreFolder folder = new StoreFolder(disk, ROOT);
        write(disk, ROOT.resolve("generation-3/tmp/spilled"), "a leftover");
        assertThat(folder.current()).as("nothing that could count").isEqualTo(1);
        write(disk, folder.file(3), "third");
        assertThatThrownBy(folder::current)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.file(3).toString())
                .hasMessageContaining("CURRENT")
                .hasMessageContaining("maidian rebuild");
        write(disk, folder.file(1), "first");
        assertThat(folder.current()).as("a crash left the third").isEqualTo(1);
    }

    @Test
    void aPointerToAStoreThatIsMissingIsRefusedWithTheRepairNamed() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        StoreFolder folder = new StoreFolder(disk, ROOT);
        write(disk, folder.file(1), "first");
        folder.makeCurrent(2);
        assertThatThrownBy(folder::current)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.file(2).toString())
                .hasMessageContaining("maidian rebuild");
    }

    /** The pointer as docs/formats/store-duckdb.md gives it. */
    @Test
    void thePointerIsWrittenAsItsPageSays() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        StoreFolder folder = new StoreFolder(disk, ROOT);
        write(disk, folder.file(7), "seventh");
        folder.makeCurrent(7);
        assertThat(content(disk, ROOT.resolve("CURRENT")))
                .isEqualTo("maidian store 1: generation 7\n");
        assertThat(folder.current()).isEqualTo(7);
        assertThat(folder.file(7)).isEqualTo(ROOT.resolve("generation-7/maidian.duckdb"));
    }
}
