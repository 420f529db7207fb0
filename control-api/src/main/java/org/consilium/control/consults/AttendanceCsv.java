package org.consilium.control.consults;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Attendance as RFC 4180 CSV that no spreadsheet takes for formulas. */
final class AttendanceCsv {
    private AttendanceCsv() {}

    static String write(AttendanceList attendance) {
        var csv =
                new StringBuilder(
                        "participant_ref,display_name,role,relation,joined_at,left_at,leave_reason,via\r\n");
        for (var row : attendance.items()) {
            cell(csv, row.participantRef()).append(',');
            cell(csv, row.displayName()).append(',');
            cell(csv, row.role()).append(',');
            cell(csv, row.relation()).append(',');
            cell(csv, text(row.joinedAt())).append(',');
            cell(csv, text(row.leftAt())).append(',');
            cell(csv, row.leaveReason()).append(',');
            cell(csv, row.via()).append("\r\n");
        }
        return csv.toString();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static StringBuilder cell(StringBuilder csv, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return csv;
        }
        // A cell that begins so is computed when opened in a spreadsheet.
        var guarded = "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return csv.append('"').append(guarded.replace("\"", "\"\"")).append('"');
    }
}
