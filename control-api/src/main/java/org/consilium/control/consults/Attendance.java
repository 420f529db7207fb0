package org.consilium.control.consults;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One presence: from one connection to the room to its end. A rejoin is another row; a closed row
 * never changes.
 */
@Entity(name = "Attendance")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class Attendance {
    @Id UUID id;
    UUID orgId;
    UUID consultId;
    String participantRef;
    String sessionSid;
    String roomSid;
    String displayName;
    @Nullable String relation;
    String roleInConsult;
    Instant joinedAt;
    @Nullable Instant leftAt;
    @Nullable String leaveReason;
    String via;

    void close(Instant at, String reason) {
        leftAt = at.isBefore(joinedAt) ? joinedAt : at;
        leaveReason = reason;
    }

    AttendanceView view() {
        return new AttendanceView(
                participantRef,
                displayName,
                roleInConsult,
                relation,
                joinedAt,
                leftAt,
                leaveReason,
                via);
    }
}
