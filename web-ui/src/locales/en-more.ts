import call from './en/call.json'
import chat from './en/chat.json'
import consults from './en/consults.json'
import signIn from './en/sign-in.json'
import users from './en/users.json'

/** What is said after the join page. */
export const resources = { call, chat, consults, signIn, users }
