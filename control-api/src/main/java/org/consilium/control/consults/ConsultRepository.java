package org.consilium.control.consults;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.consilium.control.http.Caller;
import org.jspecify.annotations.Nullable;

/** Queries on consults and their people, within the caller's transaction. */
final class ConsultRepository {
    Optional<Consult> byRoomName(EntityManager session, String roomName) {
        return session.createQuery("from Consult where roomName = :room", Consult.class)
                .setParameter("room", roomName)
                .getResultStream()
                .findFirst();
    }

    Optional<Consult> byId(EntityManager session, UUID orgId, UUID consultId) {
        return Optional.ofNullable(session.find(Consult.class, consultId))
                .filter(consult -> consult.orgId.equals(orgId));
    }

    Consult locked(EntityManager session, UUID consultId) {
        return Optional.ofNullable(
                        session.find(Consult.class, consultId, LockModeType.PESSIMISTIC_WRITE))
                .orElseThrow();
    }

    /** The caller's own place in a consult, if they are still welcome. */
    Optional<Participant> own(EntityManager session, Caller caller, UUID consultId) {
        var participant =
                switch (caller) {
                    case Caller.Staff staff ->
                            session.createQuery(
                                            "from Participant where consultId = :consult and userId = :user",
                                            Participant.class)
                                    .setParameter("consult", consultId)
                                    .setParameter("user", staff.userId())
                                    .getResultStream()
                                    .findFirst();
                    case Caller.Guest guest ->
                            byRef(session, consultId, guest.participantRef())
                                    .filter(p -> p.kind.equals("guest"));
                };
        return participant
                .filter(p -> p.orgId.equals(caller.orgId()))
                .filter(Participant::isWelcome);
    }

    Optional<Participant> byRef(EntityManager session, UUID consultId, String ref) {
        return Optional.ofNullable(session.find(Participant.class, ref))
                .filter(participant -> participant.consultId.equals(consultId));
    }

    Optional<Participant> byTicket(EntityManager session, byte[] ticketHash) {
        return session.createQuery("from Participant where ticketHash = :hash", Participant.class)
                .setParameter("hash", ticketHash)
                .getResultStream()
                .findFirst();
    }

    List<Participant> participants(EntityManager session, UUID consultId) {
        return session.createQuery(
                        "from Participant where consultId = :consult order by createdAt, ref",
                        Participant.class)
                .setParameter("consult", consultId)
                .getResultList();
    }

    List<Attendance> attendance(EntityManager session, UUID consultId) {
        return session.createQuery(
                        "from Attendance where consultId = :consult order by joinedAt, id",
                        Attendance.class)
                .setParameter("consult", consultId)
                .getResultList();
    }

    List<Attendance> openAttendance(EntityManager session, UUID consultId) {
        return session.createQuery(
                        "from Attendance where consultId = :consult and leftAt is null order by joinedAt, id",
                        Attendance.class)
                .setParameter("consult", consultId)
                .getResultList();
    }

    Optional<Attendance> attendanceOf(EntityManager session, UUID consultId, String sessionSid) {
        return session.createQuery(
                        "from Attendance where consultId = :consult and sessionSid = :sid",
                        Attendance.class)
                .setParameter("consult", consultId)
                .setParameter("sid", sessionSid)
                .getResultStream()
                .findFirst();
    }

    List<PublishedTrack> publishedTracks(EntityManager session, UUID consultId) {
        return session.createQuery(
                        "from PublishedTrack where consultId = :consult and unpublishedAt is null order by source",
                        PublishedTrack.class)
                .setParameter("consult", consultId)
                .getResultList();
    }

    List<MediaRoomSession> openRoomSessions(EntityManager session, UUID consultId) {
        return session.createQuery(
                        "from MediaRoomSession where consultId = :consult and finishedAt is null",
                        MediaRoomSession.class)
                .setParameter("consult", consultId)
                .getResultList();
    }

    List<Consult> ledBy(
            EntityManager session, Caller.Staff caller, @Nullable UUID before, int limit) {
        var query =
                before == null
                        ? session.createQuery(
                                "from Consult where orgId = :org and leadId = :lead order by id desc",
                                Consult.class)
                        : session.createQuery(
                                        """
                                        from Consult where orgId = :org and leadId = :lead and id < :before
                                        order by id desc
                                        """,
                                        Consult.class)
                                .setParameter("before", before);
        return query.setParameter("org", caller.orgId())
                .setParameter("lead", caller.userId())
                .setMaxResults(limit)
                .getResultList();
    }

    int presentCount(EntityManager session, UUID consultId) {
        return session.createQuery(
                        """
                        select count(distinct a.participantRef) from Attendance a
                        where a.consultId = :consult and a.leftAt is null
                        """,
                        Long.class)
                .setParameter("consult", consultId)
                .getSingleResult()
                .intValue();
    }
}
