package org.consilium.media.peer;

/**
 * Told when the work of one peer threw: a bug of ours, survived by ending that peer. The core does
 * not log; the shell does.
 */
@FunctionalInterface
public interface FaultListener {
    /**
     * @param where what was being done, with ids
     */
    void onFault(String where, RuntimeException fault);
}
