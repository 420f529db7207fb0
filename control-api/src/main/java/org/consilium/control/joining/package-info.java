/**
 * Links for people without an account, and the way in by one (domain.md §6, join flow; threats T3
 * and T4).
 */
@NullMarked
package org.consilium.control.joining;

import org.jspecify.annotations.NullMarked;
