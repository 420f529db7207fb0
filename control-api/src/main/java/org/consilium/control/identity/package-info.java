/**
 * The organisation, its accounts, their passwords and the one-time tokens that lead to a password.
 * Argon2id and the strength estimate live here.
 */
@NullMarked
package org.consilium.control.identity;

import org.jspecify.annotations.NullMarked;
