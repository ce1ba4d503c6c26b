package io.maidian.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.disk.Disk;
import io.maidian.disk.FileDisk;
import io.maidian.disk.ForwardingDisk;
import io.maidian.log.LogPosition;
import io.maidian.store.Uploads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy is given out only if it is whole, and one that fails leaves nothing behind. */
class StoreCopyTest {
    private final Disk disk = new FileDisk();

    @TempDir private Path folder;
    private DuckDbStore store;

    @BeforeEach
    void open() throws Exception {
        store =
                DuckDbStore.open(
                        disk, folder.resolve("store"), List.of(folder), DuckDbOptions.defaults(2));
        Uploads uploads = new Uploads("0a1b2c3d4e5f6789", 0, 5).event("pay", "u", 1);
        store.add(uploads.batch(), new LogPosition(100));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void aCopyThatFailsDoesNotStandInTheWayOfTheNext() throws Exception {
        Path target = folder.resolve("copy");
        assertThat(new StoreCopy(disk, store).to(target).rows()).containsEntry("event_recent", 1L);
        Disk keeping =
                new ForwardingDisk(disk) {
                    @Override
                    public void delete(Path file) {}
                };
        assertThatThrownBy(() -> new StoreCopy(keeping, store).to(target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("already exists");
        assertThat(new StoreCopy(disk, store).to(target).position())
                .isEqualTo(new LogPosition(100));
    }

    @Test
    void aCopyThatIsNotWholeInItsFileIsRefusedAndRemoved() {
        Path target = folder.resolve("copy");
        Disk full =
                new ForwardingDisk(disk) {
                    @Override
                    public List<Path> list(Path of) throws IOException {
                        List<Path> found = new ArrayList<>(super.list(of));
                        found.add(of.resolve("copy.wal"));
                        return found;
                    }
                };
        assertThatThrownBy(() -> new StoreCopy(full, store).to(target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("room");
        assertThat(target).doesNotExist();
    }
}
