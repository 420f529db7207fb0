package org.consilium.control.consults;

import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Builds what callers see of a consult, from what is stored. */
final class ConsultViews {
    private final ConsultRepository consults;

    ConsultViews(ConsultRepository consults) {
        this.consults = consults;
    }

    ConsultView view(EntityManager session, Consult consult, Participant own) {
        var participants = consults.participants(session, consult.id);
        var leadName =
                participants.stream()
                        .filter(p -> p.roleInConsult.equals(Participant.LEAD))
                        .map(p -> p.displayName)
                        .findFirst()
                        .orElseThrow();
        return new ConsultView(
                consult.id,
                // What a clinician typed may be about the patient's illness.
                own.isVerified() ? consult.title : null,
                consult.status,
                leadName,
                own.roleInConsult,
                own.ref,
                consult.conversationId,
                consult.openedAt,
                consult.startedAt,
                consult.endedAt,
                consult.endReason,
                consult.eventSeq,
                participants(session, consult, participants));
    }

    ParticipantView participant(EntityManager session, Consult consult, Participant participant) {
        return participants(session, consult, List.of(participant)).getFirst();
    }

    private List<ParticipantView> participants(
            EntityManager session, Consult consult, List<Participant> participants) {
        session.flush();
        Map<String, Attendance> present = new HashMap<>();
        Map<String, String> refOfSession = new HashMap<>();
        for (var row : consults.openAttendance(session, consult.id)) {
            present.putIfAbsent(row.participantRef, row);
            refOfSession.put(row.sessionSid, row.participantRef);
        }
        Map<String, TreeSet<String>> publishing = new HashMap<>();
        for (var track : consults.publishedTracks(session, consult.id)) {
            var ref = refOfSession.get(track.sessionSid);
            if (ref != null && !track.source.equals("unknown")) {
                publishing.computeIfAbsent(ref, ignored -> new TreeSet<>()).add(track.source);
            }
        }
        return participants.stream()
                .map(
                        p -> {
                            var row = present.get(p.ref);
                            var sources = publishing.get(p.ref);
                            return new ParticipantView(
                                    p.ref,
                                    p.displayName,
                                    p.roleInConsult,
                                    p.relation,
                                    p.isVerified(),
                                    row != null,
                                    p.isWelcome() ? null : Boolean.TRUE,
                                    row == null ? null : row.joinedAt,
                                    sources == null ? List.of() : List.copyOf(sources));
                        })
                .toList();
    }
}
