export const errors = {
  title: 'Un problème est survenu',
  unexpected: 'Le serveur n’a pas pu répondre. Réessayez ; si cela se répète, prévenez votre administrateur.',
  offline: 'Pas de connexion au serveur. Vérifiez votre réseau, puis réessayez.',
  unavailable: 'Le serveur est momentanément indisponible. Réessayez dans un instant.',
  signedOut: 'Votre session a pris fin. Reconnectez-vous pour continuer.',
  forbidden: 'Vous n’avez pas le droit de faire cela ici. Demandez l’accès au propriétaire.',
  notFound: 'Cet élément n’existe plus. Il a peut-être été supprimé ailleurs.',
  overQuota: 'Votre boîte est pleine. Supprimez des messages ou videz la corbeille, puis réessayez.',
  tooMany: 'Trop de demandes à la fois. Patientez un instant, puis réessayez.',
  conflict: 'Cet élément a été modifié ailleurs entre-temps. La version actuelle est affichée.',
  undone: 'L’action n’a pas pu être effectuée et a été annulée : {reason}',
  part: 'Cette partie de la page n’a pas pu être chargée.',
} as const;
