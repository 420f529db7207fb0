package org.consilium.media.peer.negotiation;

import java.util.List;

/** The result of reading an answer. */
public sealed interface AnswerReading {
    /** It was applied. */
    record Applied(List<SendSection> sections, TransportSetup transport) implements AnswerReading {
        public Applied {
            sections = List.copyOf(sections);
        }
    }

    /** It was not; the offer stays outstanding. */
    record Refused(NegotiationError error, String detail) implements AnswerReading {}
}
