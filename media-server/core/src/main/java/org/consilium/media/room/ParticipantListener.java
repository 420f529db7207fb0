package org.consilium.media.room;

/**
 * Where a participant's client is told what happened: its signalling connection. Called on the
 * room's loop, must return at once and must not call back into the engine.
 */
@FunctionalInterface
public interface ParticipantListener {
    void onEvent(ParticipantEvent event);
}
