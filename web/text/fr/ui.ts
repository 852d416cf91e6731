/** Words of the components themselves. */
export const ui = {
  /** Between the parts of what a screen reader says. */
  separator: ', ',
  close: 'Fermer',
  cancel: 'Annuler',
  undo: 'Annuler',
  notUndone: 'Impossible à annuler : {done}',
  undone: 'Annulé : {done}',
  retry: 'Réessayer',
  clear: 'Effacer',
  dismiss: 'Masquer',
  remove: 'Retirer {name}',
  required: 'obligatoire',
  loading: 'Chargement…',
  notifications: 'Notifications',
  noMatch: 'Aucun résultat',
  unknownSender: 'Inconnu',
  unnamedFile: 'sans nom',
} as const;
