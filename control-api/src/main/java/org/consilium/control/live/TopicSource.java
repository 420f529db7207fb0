package org.consilium.control.live;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.consilium.control.http.Caller;

/**
 * The feature behind topics of one kind, such as {@code conversation.{id}}. Called on virtual
 * threads; may block.
 */
public interface TopicSource {

    /** The same rule as reading the resource over REST. */
    boolean mayRead(Caller caller, UUID id);

    /**
     * Everything after {@code seq}, oldest first; empty when that is no longer known and the client
     * has to read again.
     */
    Optional<List<LiveEvent>> since(UUID id, long seq);
}
