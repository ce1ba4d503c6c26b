package io.maidian.bench;

import java.util.ArrayList;
import java.util.List;

/** A Markdown table that can also be read as it is: columns padded, figures to the right. */
final class TextTable {
    private final int columns;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... head) {
        columns = head.length;
        row(head);
    }

    void row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells in " + columns + " columns");
        }
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < columns; column++) {
                String cell = rows.get(row).get(column);
                String padding = " ".repeat(widths[column] - cell.length());
                text.append(column == 0 ? "| " + cell + padding : " | " + padding + cell);
            }
            text.append(" |\n");
            if (row == 0) {
                for (int column = 0; column < columns; column++) {
                    text.append(column == 0 ? "|" : "").append("-".repeat(widths[column] + 1));
                    text.append(column == 0 ? "-|" : ":|");
                }
                text.append('\n');
            }
        }
        return text.toString();
    }
}
