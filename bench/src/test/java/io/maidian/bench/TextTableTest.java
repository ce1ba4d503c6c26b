package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class TextTableTest {
    @Test
    void columnsArePaddedAndFiguresStandToTheRight() {
        TextTable table = new TextTable("what", "figure");
        table.row("start", "1.2 s");
        table.row("x", "900 ms (1 s)");
        assertThat(table)
                .hasToString(
                        """
                        | what  |       figure |
                        |-------|-------------:|
                        | start |        1.2 s |
                        | x     | 900 ms (1 s) |
                        """);
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        TextTable table = new TextTable("what", "figure");
        assertThatIllegalArgumentException().isThrownBy(() -> table.row("alone"));
    }
}
