/**
 * The passwords that are used most, of those that are long enough to be taken, on the keyboards and in the languages of the people here: whoever guesses
 * begins with them (NIST SP 800-63B §5.1.1.2). Lower case, sorted.
 */
export const commonPasswords: ReadonlySet<string> = new Set(`
  00000000 000000000 0000000000 01234567 0123456789 0987654321 10101010 11111111 111111111 1111111111 11223344 1122334455 12121212 123123123 123321123
  12341234 1234554321 12345678 123456789 1234567890 12345678910 123456789a 123456789q 12345679 123456abc 1234qwer 123789456 123qwe123 123qweasd
  13131313 147258369 147852369 159753456 1a2b3c4d 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 22222222 33333333 44444444 55555555
  66666666 741852963 77777777 789456123 87654321 88888888 987654321 9876543210 99999999 a1234567 a123456789 a1b2c3d4 a1s2d3f4 aa123456 aaaaaaaa
  abc12345 abc123456 abcabcabc abcd1234 abcd12345 abcdefgh abcdefghi admin123 admin1234 admin123456 adminadmin administrateur administrator ahmed123
  algerie1 algerie123 aqwzsxedc asdf1234 asdfasdf asdfghjk asdfghjkl azerty12 azerty123 azerty1234 azerty12345 azertyui azertyuiop baseball basketball
  batman123 bienvenue bienvenue1 bismillah bonjour1 bonjour123 changeme changeme1 changeme123 charlie123 chocolat chocolate computer computer1
  dragon123 facebook facebook1 football football1 gfhjkm123 google123 hello123 iloveyou iloveyou1 iloveyou2 internet internet1 jennifer jetaime1
  jetaime123 jonathan letmein! letmein1 letmein123 liverpool liverpool1 mercedes michael1 michelle minecraft mohamed1 mohamed123 mohammed monkey123
  motdepasse motdepasse1 motdepasse123 mypassword p@ssw0rd p@ssw0rd1 p@ssword p@ssword1 pa$$w0rd pass1234 pass12345 pass123456 passw0rd passw0rd1
  password password! password0 password01 password1 password1! password12 password123 password123! password1234 password12345 password123456 password2
  passwort passwort1 pokemon1 pokemon123 princess princess1 q1w2e3r4 q1w2e3r4t5 qazwsxedc qwer1234 qwert123 qwerty12 qwerty123 qwerty1234 qwerty12345
  qwerty123456 qwertyui qwertyuiop qwertz123 qwertzui samsung1 secret123 starwars starwars1 sunshine sunshine1 superman superman1 test1234 test123456
  testtest trustno1 welcome! welcome1 welcome12 welcome123 whatever whatever1 zaq12wsx zxcvbnm1 zxcvbnm123
`.trim().split(/\s+/));
